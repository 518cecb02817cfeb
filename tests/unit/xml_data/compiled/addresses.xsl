<!-- addresses.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><a p:href='/tickets/{item/@id}?a=b&amp;c={@mark}'>
<img p:src='/assets/icons.svg#{@lang}'/></a></xsl:template>
</xsl:stylesheet>

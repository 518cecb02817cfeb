<!-- svg.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {@n} 1'><path d='M0'/><a>
<xsl:if test='@n'>t</xsl:if></a></svg><p/><div><svg><use href='#{@lang}'/></svg></div></xsl:template>
</xsl:stylesheet>

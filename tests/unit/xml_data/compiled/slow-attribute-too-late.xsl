<!-- slow-attribute-too-late.xsl: for tests/unit/test_compiled.c; is rendered again the plain way. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p>x<xsl:attribute name='class'>b</xsl:attribute></p></xsl:template>
</xsl:stylesheet>

<!-- slow-attribute-late-by-call.xsl: for tests/unit/test_compiled.c; is rendered again the plain way. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p>x<xsl:call-template name='c'/></p></xsl:template>
<xsl:template name='c'><xsl:attribute name='a'>b</xsl:attribute></xsl:template>
</xsl:stylesheet>

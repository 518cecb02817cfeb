<!-- of two that are handed over for one parameter libxslt takes the last -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><p><xsl:call-template name='c'><xsl:with-param name='p' select="'a'"/><xsl:with-param name='p' select="'b'"/></xsl:call-template></p></xsl:template>
<xsl:template name='c'><xsl:param name='p'/><b><xsl:value-of select='$p'/></b></xsl:template></xsl:stylesheet>

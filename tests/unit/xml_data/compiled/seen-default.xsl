<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:variable name='y' select="'global'"/><xsl:template match='/'><xsl:call-template name='a'><xsl:with-param name='y' select="'given'"/></xsl:call-template></xsl:template>
<xsl:template name='a'><xsl:param name='x' select='$y'/><xsl:param name='y'/><p><xsl:value-of select='$x'/></p></xsl:template></xsl:stylesheet>

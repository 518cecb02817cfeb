<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/'><xsl:call-template name='a'><xsl:with-param name='x' select="'1'"/><xsl:with-param name='y' select="'2'"/></xsl:call-template></xsl:template>
<xsl:template name='a'><xsl:param name='x'/><xsl:param name='y'/><p><xsl:value-of select='$x'/>,<xsl:value-of select='$y'/></p><xsl:if test="$x='1'"><xsl:call-template name='a'><xsl:with-param name='x' select='$y'/><xsl:with-param name='y' select='$x'/></xsl:call-template></xsl:if></xsl:template></xsl:stylesheet>

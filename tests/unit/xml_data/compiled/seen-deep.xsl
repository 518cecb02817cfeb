<!-- templates that call themselves 120 deep: libxslt alone has to come as far -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:call-template name='r'><xsl:with-param name='rest' select="'x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,'"/></xsl:call-template></xsl:template>
<xsl:template name='r'><xsl:param name='rest'/><xsl:if test="$rest!=''"><p><xsl:call-template name='r'><xsl:with-param name='rest' select="substring-after($rest,',')"/></xsl:call-template></p></xsl:if></xsl:template></xsl:stylesheet>

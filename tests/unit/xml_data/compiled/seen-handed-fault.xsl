<!-- what is handed over, and has no parameter, still has to have a value -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><p><xsl:call-template name='c'><xsl:with-param name='g' select='$unknown'/></xsl:call-template></p></xsl:template>
<xsl:template name='c'><xsl:param name='p'/><b/></xsl:template></xsl:stylesheet>

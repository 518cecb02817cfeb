<!-- what is handed over, and has no parameter, is not seen -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:variable name='g' select="'a'"/>
<xsl:template match='/view'><xsl:variable name='r' select='count(item)'/><xsl:if test='$r'><xsl:call-template name='c'><xsl:with-param name='g' select="'b'"/><xsl:with-param name='p' select="'c'"/></xsl:call-template></xsl:if></xsl:template>
<xsl:template name='c'><xsl:param name='p'/><p><xsl:value-of select="concat($g,$p)"/></p></xsl:template></xsl:stylesheet>

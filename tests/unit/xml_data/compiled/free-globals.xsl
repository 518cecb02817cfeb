<!-- variables of the stylesheet that need no libxslt -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:variable name='n' select='count(/view/item)'/><xsl:variable name='c' select="concat('a',/view/@n)"/>
<xsl:variable name='w' select="t:word('status.open')"/>
<xsl:template match='/view'><p class='{$c}'><xsl:value-of select='$n'/>, <xsl:value-of select='$w'/>, <xsl:call-template name='c'/><xsl:if test="$c='a5'">five</xsl:if></p></xsl:template>
<xsl:template name='c'><xsl:param name='p' select='$n'/><b><xsl:value-of select='$p'/></b></xsl:template></xsl:stylesheet>

<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:for-each select='item'><xsl:sort select='@id'/><xsl:call-template name='a'><xsl:with-param name='k' select='@kind'/></xsl:call-template></xsl:for-each></xsl:template>
<xsl:template name='a'><xsl:param name='k'/><xsl:if test="string(../group/item[@kind=$k]/@id)=''"><p>nobody</p></xsl:if></xsl:template></xsl:stylesheet>

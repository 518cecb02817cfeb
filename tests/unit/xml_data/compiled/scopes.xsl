<!-- scopes.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:variable name='v' select="'global'"/><xsl:template match='/view'><xsl:if test='@n'>
<xsl:variable name='v' select="'inner'"/><xsl:value-of select="$v"/></xsl:if><xsl:value-of select="$v"/><p>
<xsl:variable name='v'>in p</xsl:variable><b><xsl:value-of select="$v"/><xsl:call-template name='c'/></b></p>
<xsl:value-of select="$v"/><xsl:for-each select='item'><xsl:variable name='w' select='@id'/>
<xsl:value-of select="$w"/><xsl:call-template name='c'/></xsl:for-each><xsl:choose><xsl:when test='@n'>
<xsl:variable name='v' select="'when'"/><p><xsl:variable name='x'/><xsl:attribute name='a'>
<xsl:value-of select="$v"/></xsl:attribute></p></xsl:when></xsl:choose></xsl:template>
<xsl:template name='c'>[<xsl:value-of select="$v"/>]</xsl:template>
</xsl:stylesheet>

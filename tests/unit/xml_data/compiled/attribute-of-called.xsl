<!-- attribute-of-called.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p class='a'><xsl:call-template name='c'/>x</p><p><xsl:call-template name='d'>
<xsl:with-param name='q' select="'qq'"/></xsl:call-template></p><p><xsl:apply-templates select='item[1]'/></p><input>
<xsl:call-template name='c'/></input></xsl:template>
<xsl:template name='c'><xsl:attribute name='class'>of-called</xsl:attribute></xsl:template>
<xsl:template name='d'><xsl:param name='q'/><xsl:attribute name='title'><xsl:value-of select="$q"/></xsl:attribute>
<b/></xsl:template>
<xsl:template match='item'><xsl:attribute name='item'><xsl:value-of select="@id"/></xsl:attribute>i</xsl:template>
</xsl:stylesheet>

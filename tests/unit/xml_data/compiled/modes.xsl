<!-- modes.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:apply-templates select='item' mode='m'/><xsl:apply-templates select='group'/>
<xsl:apply-templates select='item[@kind="a"]'/></xsl:template>
<xsl:template match='item' mode='m'><i><xsl:value-of select="@id"/></i></xsl:template>
<xsl:template match="item[@kind='a']" priority='2'><b><xsl:value-of select="@id"/></b></xsl:template>
<xsl:template match='item'><u><xsl:value-of select="@id"/></u></xsl:template>
<xsl:template match='group'><div><xsl:apply-templates select='*'/></div></xsl:template>
</xsl:stylesheet>

<!-- sort.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='item'><xsl:sort select='@kind'/>
<xsl:sort select='@id' order='descending'/><p a='{@id}'><xsl:value-of select="position()"/>
<xsl:variable name='v' select='@id'/><xsl:value-of select="$v"/></p></xsl:for-each>
<xsl:apply-templates select='item'><xsl:sort select='@kind'/></xsl:apply-templates></xsl:template>
<xsl:template match='item'><li><xsl:value-of select="@id"/><xsl:value-of select="last()"/></li></xsl:template>
</xsl:stylesheet>

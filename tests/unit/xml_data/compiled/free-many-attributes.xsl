<!-- free-many-attributes.xsl: for tests/unit/test_compiled.c; attributes that are asked for again and again, in rows that have few and that have many. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'>
<xsl:for-each select="many|toomany|item"><p title="{@a0}{@a31}{@id}{@a99}"><xsl:value-of select="@a99"/>
<xsl:if test="@a7"><xsl:value-of select="@a7"/>, <xsl:value-of select="@a16"/></xsl:if><xsl:value-of select="../@n"/>
<xsl:value-of select="@a31"/><xsl:value-of select="@a32"/><xsl:value-of select="@kind"/><xsl:value-of select="@none"/></p>
</xsl:for-each></xsl:template>
</xsl:stylesheet>

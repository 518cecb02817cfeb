<!-- position.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='item'><xsl:value-of select="position()"/>/<xsl:value-of select="last()"/><xsl:for-each select='../group/item'><xsl:value-of select="concat(position(),last())"/></xsl:for-each><xsl:value-of select="position()"/><xsl:value-of select="current()/@id"/></xsl:for-each><xsl:for-each select='item[@kind="b"]'><p a='{position()}-{last()}-{current()}'/></xsl:for-each></xsl:template>
</xsl:stylesheet>

<!-- paths.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='group/item'><p><xsl:value-of select="../@name"/>
<xsl:value-of select="../../@n"/><xsl:value-of select="/view/group/@n"/><xsl:value-of select="@id"/>
<xsl:value-of select="/view/item[@kind='a']/@id"/><xsl:value-of select=".."/><xsl:value-of select="."/></p>
</xsl:for-each><xsl:value-of select="item/@id"/><xsl:value-of select="@kind"/></xsl:template>
</xsl:stylesheet>

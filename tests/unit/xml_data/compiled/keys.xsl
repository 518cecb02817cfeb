<!-- keys.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:key name='k' match='item' use='@kind'/><xsl:template match='/view'><xsl:for-each select="key('k','a')">
<xsl:value-of select="@id"/></xsl:for-each><xsl:value-of select="count(key('k','b'))"/>
<xsl:value-of select="format-number(@n,'0.00')"/><xsl:value-of select="generate-id(none)"/></xsl:template>
</xsl:stylesheet>

<!-- for-each-of-all.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='item|group'><xsl:value-of select="name()"/></xsl:for-each>
<xsl:for-each select='@*'><xsl:value-of select="name()"/><xsl:value-of select="."/><xsl:value-of select="../@n"/>
</xsl:for-each><xsl:for-each select='//item'><xsl:value-of select="@id"/></xsl:for-each>
<xsl:for-each select='text/text()'><xsl:value-of select="."/></xsl:for-each></xsl:template>
</xsl:stylesheet>

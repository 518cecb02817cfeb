<!-- fragments.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:variable name='f'><b a='1'>x</b>y<xsl:call-template name='c'/></xsl:variable><p>
<xsl:copy-of select='$f'/><xsl:value-of select="$f"/></p></xsl:template>
<xsl:template name='c'><i><xsl:value-of select="@n"/><xsl:apply-templates select='item'/></i></xsl:template>
<xsl:template match='item'><u><xsl:value-of select="@id"/></u></xsl:template>
</xsl:stylesheet>

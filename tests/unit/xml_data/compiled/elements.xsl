<!-- elements.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:element name='p'><xsl:attribute name='class'>b</xsl:attribute>x<xsl:call-template name='c'/></xsl:element><xsl:element name='{@lang}'/><xsl:copy>x</xsl:copy><xsl:comment>c</xsl:comment><p><xsl:comment>c</xsl:comment>x</p></xsl:template>
<xsl:template name='c'><b><xsl:apply-templates select='item'/></b></xsl:template>
<xsl:template match='item'><xsl:value-of select="@id"/></xsl:template>
</xsl:stylesheet>

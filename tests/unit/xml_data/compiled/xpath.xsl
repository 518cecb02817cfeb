<!-- xpath.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p a='{count(item)}' b='{@n + 1}-{@n}'><xsl:value-of select="sum(item/@id)"/>
<xsl:value-of select="concat(@n,'-',@none,'-',item)"/><xsl:value-of select="string(item/@id)"/>
<xsl:value-of select="normalize-space(text)"/><xsl:value-of select="'lit'"/><xsl:value-of select="5"/></p>
</xsl:template>
</xsl:stylesheet>

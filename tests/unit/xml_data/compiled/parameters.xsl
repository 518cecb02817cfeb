<!-- parameters.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:call-template name='c'><xsl:with-param name='a' select='@n'/>
<xsl:with-param name='b'><b><xsl:value-of select="@lang"/></b></xsl:with-param></xsl:call-template>
<xsl:call-template name='c'/></xsl:template>
<xsl:template name='c'><xsl:param name='a' select="'none'"/><xsl:param name='b'/><p a='{$a}'>
<xsl:value-of select="$b"/><xsl:copy-of select='$b'/></p></xsl:template>
</xsl:stylesheet>

<!-- recursion.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:call-template name='r'><xsl:with-param name='i' select='@n'/></xsl:call-template>
</xsl:template>
<xsl:template name='r'><xsl:param name='i'/><ul><li a='{$i}'><xsl:if test='$i &gt; 0'><xsl:call-template name='r'>
<xsl:with-param name='i' select='$i - 1'/></xsl:call-template></xsl:if></li></ul></xsl:template>
</xsl:stylesheet>

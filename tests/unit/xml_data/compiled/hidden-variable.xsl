<!-- hidden-variable.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:variable name='v' select="'mine'"/><xsl:call-template name='c'/>
<xsl:value-of select="$v"/></xsl:template>
<xsl:variable name='v' select="'global'"/><xsl:template name='c'><xsl:value-of select="$v"/>
<xsl:call-template name='d'/></xsl:template>
<xsl:template name='d'><xsl:value-of select="$v"/></xsl:template>
</xsl:stylesheet>

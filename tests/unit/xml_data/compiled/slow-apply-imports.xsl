<!-- apply-imports by a built-in rule, after which libxslt takes another node for the current one -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:import href='layout-y.xsl'/>
<xsl:template match='/view'><xsl:apply-imports/><p class='{@n}'><xsl:value-of select='@n'/><xsl:call-template name='c'/></p></xsl:template>
<xsl:template name='c'><b class='{@n}'/></xsl:template></xsl:stylesheet>

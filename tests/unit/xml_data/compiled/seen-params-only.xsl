<!-- templates with parameters and nothing else: a fault in a default is one -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><p><xsl:call-template name='c'/><xsl:apply-templates select='item'/></p></xsl:template>
<xsl:template name='c'><xsl:param name='p'/></xsl:template>
<xsl:template match='item'><xsl:param name='p' select='$unknown'/></xsl:template></xsl:stylesheet>

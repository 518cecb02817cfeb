<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:variable name='n' select='count(nosuch)'/><xsl:if test='$n'><p>some</p></xsl:if><xsl:if test='not($n)'><p>none</p></xsl:if><p><xsl:value-of select='$n'/></p></xsl:template></xsl:stylesheet>

<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:variable name='n' select='count(item)'/><xsl:if test="$n='3.0'"><p>yes</p></xsl:if><xsl:if test="$n=item/@id"><p>yes2</p></xsl:if><p/></xsl:template></xsl:stylesheet>

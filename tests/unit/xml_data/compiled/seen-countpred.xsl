<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:variable name='n' select='count(group)'/><xsl:for-each select='item[$n]'><p><xsl:value-of select='@id'/></p></xsl:for-each></xsl:template></xsl:stylesheet>

<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><xsl:for-each select="item[@kind='a']|item[@status='open']"><p><xsl:value-of select='@id'/></p></xsl:for-each><b><xsl:value-of select="count(item[@kind='a']|item[@kind='b'])"/></b></xsl:template></xsl:stylesheet>

<!-- for slow-apply-imports.xsl -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='item'><i/></xsl:template></xsl:stylesheet>

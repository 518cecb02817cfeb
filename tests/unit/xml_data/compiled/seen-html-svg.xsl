<!-- a page whose first element is html, of another namespace and empty -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><html xmlns='http://www.w3.org/2000/svg'/></xsl:template></xsl:stylesheet>

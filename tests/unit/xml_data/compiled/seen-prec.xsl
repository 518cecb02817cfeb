<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:import href='layout-x.xsl'/><xsl:template match='view'><p>importing</p></xsl:template></xsl:stylesheet>

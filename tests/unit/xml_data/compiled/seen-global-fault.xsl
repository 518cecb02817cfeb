<!-- a variable of the stylesheet that has no value: there is no page, though nothing asks for it -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:variable name='x' select='$unknown'/>
<xsl:template match='/view'><p/></xsl:template></xsl:stylesheet>

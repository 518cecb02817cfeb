<!-- two texts of a script with a comment between them, which together could end it -->
<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:t='urn:helpdesk:theme'>
<xsl:template match='/view'><script>a &lt;<!-- none -->/script> b<!-- none -->&lt;!-- </script></xsl:template></xsl:stylesheet>

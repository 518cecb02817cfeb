<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:helpdesk:path">
  <xsl:template match="/view"><html><body><a p:href="/tickets/{ticket/@ref}">x</a></body></html></xsl:template>
</xsl:stylesheet>

<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme" xmlns:p="urn:helpdesk:path">
  <xsl:template match="/view"><t:word key="brand"/>: <xsl:value-of select="ticket/@subject"/><xsl:text>
</xsl:text><a p:href="/tickets/{ticket/@ref}"/></xsl:template>
</xsl:stylesheet>

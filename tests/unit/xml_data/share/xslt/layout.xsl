<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme" xmlns:p="urn:helpdesk:path">
  <xsl:import href="components/icon.xsl"/>
  <xsl:template match="/view">
    <html lang="{@lang}">
      <head><title><t:word key="brand"/></title><link rel="stylesheet" p:href="/assets/portal.css"/></head>
      <body><xsl:apply-templates select="." mode="content"/></body>
    </html>
  </xsl:template>
</xsl:stylesheet>

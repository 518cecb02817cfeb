<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:helpdesk:path">
  <!-- name: the icon's -->
  <xsl:template name="icon">
    <xsl:param name="name"/>
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><use p:href="/assets/icons.svg#{$name}"/></svg>
  </xsl:template>
</xsl:stylesheet>

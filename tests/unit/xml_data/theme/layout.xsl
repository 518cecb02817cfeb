<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme">
  <xsl:import href="helpdesk:layout.xsl"/>
  <xsl:template match="/view"><html class="themed"><body><xsl:apply-templates select="." mode="content"/></body></html></xsl:template>
</xsl:stylesheet>

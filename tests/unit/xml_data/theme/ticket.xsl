<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme">
  <xsl:import href="helpdesk:ticket.xsl"/>
  <xsl:template match="view[ticket/@status='closed']" mode="content"><h1 class="themed"><t:word key="theme.closed"/></h1></xsl:template>
</xsl:stylesheet>

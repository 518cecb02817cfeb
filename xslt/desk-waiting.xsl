<!-- desk-waiting.xsl: the numbers beside the views of the queue, alone; most often asked for as XML.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:include href="components/rail.xsl"/>
  <xsl:template match="view" mode="title"><xsl:call-template name="waiting-first"/><t:word key="nav.desk"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="nav.desk"/></h1></div></div>
      <xsl:for-each select="queue"><xsl:call-template name="rail"/></xsl:for-each>
    </main>
  </xsl:template>
</xsl:stylesheet>

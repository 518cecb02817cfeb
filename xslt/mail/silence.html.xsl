<!-- mail/silence.html.xsl: to the client: an answered ticket will be closed
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-html.xsl"/>
  <xsl:template match="view" mode="content">
    <p><t:word key="mail.silence.what"/></p>
    <xsl:for-each select="ticket"><xsl:call-template name="ticket-facts"/></xsl:for-each>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.answer.button"/></xsl:with-param></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

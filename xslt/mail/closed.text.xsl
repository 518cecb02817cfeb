<!-- mail/closed.text.xsl: to the client: a ticket is closed; a link to rate it, or open it again
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-text.xsl"/>
  <xsl:template match="view" mode="content">
    <t:word key="mail.closed.what"/><xsl:text>&#10;&#10;</xsl:text>
    <xsl:for-each select="ticket"><xsl:call-template name="ticket-facts"/></xsl:for-each>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.closed.button"/></xsl:with-param></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

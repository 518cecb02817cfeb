<!-- mail/assigned-alert.text.xsl: to an agent: somebody has given them a ticket
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-text.xsl"/>
  <xsl:template match="view" mode="content">
    <xsl:if test="@by"><t:word key="mail.assigned-alert.intro" name="@by"/><xsl:text>&#10;&#10;</xsl:text></xsl:if>
    <xsl:call-template name="client-fact"/>
    <xsl:for-each select="ticket"><xsl:call-template name="ticket-facts"/></xsl:for-each>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.open-ticket"/></xsl:with-param></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

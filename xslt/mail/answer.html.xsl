<!-- mail/answer.html.xsl: to the client: an agent answered
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-html.xsl"/>
  <xsl:template match="view" mode="content">
    <xsl:for-each select="ticket"><xsl:call-template name="ticket-facts"/></xsl:for-each>
    <p><t:word key="mail.wrote" name="message/@name"/></p>
    <xsl:call-template name="written"/>
    <xsl:if test="signature"><p class="signature"><xsl:value-of select="signature"/></p></xsl:if>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.answer.button"/></xsl:with-param></xsl:call-template>
    <p class="quiet"><t:word key="mail.answer-on-page"/></p>
  </xsl:template>
</xsl:stylesheet>

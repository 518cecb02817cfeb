<!-- mail/answer.text.xsl: to the client: an agent answered
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-text.xsl"/>
  <xsl:template match="view" mode="content">
    <xsl:for-each select="ticket"><xsl:call-template name="ticket-facts"/></xsl:for-each>
    <t:word key="mail.wrote" name="message/@name"/><xsl:text>&#10;&#10;</xsl:text>
    <xsl:call-template name="written"/>
    <xsl:if test="signature"><xsl:value-of select="signature"/><xsl:text>&#10;&#10;</xsl:text></xsl:if>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.answer.button"/></xsl:with-param></xsl:call-template>
    <xsl:text>&#10;</xsl:text><t:word key="mail.answer-on-page"/><xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>

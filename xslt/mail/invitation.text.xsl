<!-- mail/invitation.text.xsl: a link to choose the first password
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-text.xsl"/>
  <xsl:template match="view" mode="content">
    <t:word key="mail.invitation.intro" brand="@brand"/><xsl:text>&#10;&#10;</xsl:text>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.invitation.choose"/></xsl:with-param></xsl:call-template>
    <xsl:text>&#10;</xsl:text><t:word key="mail.invitation.not-you"/><xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>

<!-- mail/invitation.html.xsl: a link to choose the first password
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-html.xsl"/>
  <xsl:template match="view" mode="content">
    <p><t:word key="mail.invitation.intro" brand="@brand"/></p>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.invitation.choose"/></xsl:with-param></xsl:call-template>
    <p class="quiet"><t:word key="mail.invitation.not-you"/></p>
  </xsl:template>
</xsl:stylesheet>

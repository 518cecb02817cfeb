<!-- mail/password-changed.html.xsl: the password was changed
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="layout-html.xsl"/>
  <xsl:template match="view" mode="content">
    <p><t:word key="mail.password-changed.intro" brand="@brand" email="recipient/@email"/></p>
    <p><t:word key="mail.password-changed.not-you"/></p>
    <xsl:call-template name="button"><xsl:with-param name="label"><t:word key="mail.choose-password"/></xsl:with-param></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

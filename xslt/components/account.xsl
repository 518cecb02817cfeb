<!-- components/account.xsl: the tabs of the account's pages.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <!-- context: view -->
  <xsl:template name="account-tabs">
    <nav class="tabs" w:aria-label="account.heading">
      <a p:href="/account"><xsl:if test="@page='account'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="account.profile"/></a>
      <a p:href="/account/password"><xsl:if test="@page='account-password'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="account.password"/></a>
      <a p:href="/account/security"><xsl:if test="@page='account-security'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="account.security"/></a>
      <xsl:if test="nav/@desk"><a p:href="/account/notices"><xsl:if test="@page='account-notices'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="account.notices"/></a></xsl:if>
    </nav>
  </xsl:template>
</xsl:stylesheet>

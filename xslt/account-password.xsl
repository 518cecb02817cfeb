<!-- account-password.xsl: a new password in place of the old one.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'account'"/>
  <xsl:include href="components/account.xsl"/>
  <xsl:template match="view" mode="title"><t:word key="account.password"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="account.password"/></h1><p class="quiet"><t:word key="password.text"/></p></div></div>
      <div class="stack">
        <xsl:call-template name="account-tabs"/>
        <xsl:call-template name="done"/><xsl:call-template name="problems"/>
        <form class="panel" method="post" p:action="/account/password">
          <div class="in form">
            <input type="hidden" name="csrf" value="{@csrf}"/>
            <input class="vh" type="email" name="email" autocomplete="username" value="{person/@email}" readonly="readonly" tabindex="-1" aria-hidden="true"/>
            <xsl:call-template name="password"><xsl:with-param name="field" select="'current'"/><xsl:with-param name="complete" select="'current-password'"/><xsl:with-param name="label"><t:word key="field.password.current"/></xsl:with-param></xsl:call-template>
            <xsl:call-template name="password"><xsl:with-param name="field" select="'password'"/><xsl:with-param name="complete" select="'new-password'"/><xsl:with-param name="label"><t:word key="field.password.new"/></xsl:with-param><xsl:with-param name="hint"><t:word key="field.password.hint"/></xsl:with-param></xsl:call-template>
            <xsl:call-template name="password"><xsl:with-param name="field" select="'password2'"/><xsl:with-param name="complete" select="'new-password'"/><xsl:with-param name="label"><t:word key="field.password.again"/></xsl:with-param></xsl:call-template>
          </div>
          <footer><a p:href="/password/forgot"><t:word key="login.forgot"/></a><button class="btn go" type="submit"><t:word key="reset.save"/></button></footer>
        </form>
      </div>
    </main>
  </xsl:template>
</xsl:stylesheet>

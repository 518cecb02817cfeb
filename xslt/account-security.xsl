<!-- account-security.xsl: where the person is signed in, and signing out everywhere.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'account'"/>
  <xsl:include href="components/account.xsl"/>
  <xsl:template match="view" mode="title"><t:word key="account.security"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="account.security"/></h1><p class="quiet"><t:word key="security.text"/></p></div></div>
      <div class="stack">
        <xsl:call-template name="account-tabs"/>
        <xsl:call-template name="done"/><xsl:call-template name="problems"/>
        <section class="panel" aria-labelledby="ss">
          <header><h2 id="ss"><t:word key="security.sessions"/></h2><span class="small quiet"><xsl:value-of select="count(session)"/></span></header>
          <ul class="rows"><xsl:apply-templates select="session"/></ul>
          <footer><span class="small quiet"><t:word key="security.everywhere.text"/></span><form method="post" p:action="/account/security" data-logout="yes"><input type="hidden" name="csrf" value="{@csrf}"/><button class="btn risk" type="submit" name="everywhere" value="1"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#logout"/></svg><t:word key="security.everywhere"/></button></form></footer>
        </section>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="session">
    <li class="row">
      <span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#lock"/></svg></span>
      <div class="grow"><strong><xsl:choose><xsl:when test="@device"><xsl:value-of select="@device"/></xsl:when><xsl:when test="@agent!=''"><xsl:value-of select="@agent"/></xsl:when><xsl:otherwise><t:word key="security.unknown"/></xsl:otherwise></xsl:choose></strong><span class="meta"><code><xsl:value-of select="@address"/></code><xsl:text> </xsl:text><span><t:word key="security.since"/><xsl:text> </xsl:text><time datetime="{@since}" title="{@since-moment}"><xsl:value-of select="@since-text"/></time></span><xsl:text> </xsl:text><span><t:word key="security.seen"/><xsl:text> </xsl:text><time datetime="{@seen}" title="{@seen-moment}"><xsl:value-of select="@seen-text"/></time></span></span></div>
      <xsl:if test="@this"><span class="badge" data-tone="ok"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#check"/></svg><t:word key="security.this"/></span></xsl:if>
    </li>
  </xsl:template>
</xsl:stylesheet>

<!-- login.xsl: the way in.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'door'"/>
  <xsl:template match="view" mode="title"><t:word key="login.sign-in"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap door" tabindex="-1">
      <section class="panel" aria-labelledby="t">
        <div class="in">
          <form class="form" method="post" p:action="/login">
            <h1 id="t"><t:word key="login.sign-in"/></h1>
            <input type="hidden" name="csrf" value="{@csrf}"/><input type="hidden" name="next" value="{form/value[@name='next']}"/>
            <xsl:call-template name="done"/>
            <xsl:if test="problem"><div class="banner" data-tone="bad" role="alert"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><p class="grow"><xsl:for-each select="problem"><strong><t:word key="error.{@code}" value="@value"/></strong><xsl:text> </xsl:text><xsl:if test="@code='login-wrong' or @code='login-limit' or @code='login-busy' or @code='csrf'"><t:word key="error.{@code}.then"/></xsl:if></xsl:for-each></p></div></xsl:if>
            <p class="field"><label for="email"><t:word key="field.email"/></label><input class="input" id="email" name="email" type="email" autocomplete="username" inputmode="email" required="required" maxlength="254" value="{form/value[@name='email']}"/></p>
            <p class="field"><label for="password"><t:word key="field.password"/></label><input class="input" id="password" name="password" type="password" autocomplete="current-password" required="required" aria-describedby="forgot"/><span class="hint" id="forgot"><a p:href="/password/forgot"><t:word key="login.forgot"/></a><xsl:text> </xsl:text><t:word key="login.forgot.text"/></span></p>
            <button class="btn go" type="submit"><t:word key="login.go"/></button>
          </form>
        </div>
      </section>
      <section class="say" aria-labelledby="say">
        <h2 id="say"><t:word key="home.claim"/></h2>
        <svg class="timeline" width="100%" height="64" role="img" w:aria-label="home.example"><rect class="past" y="30" width="92%" height="3" rx="1.5"/><rect class="left" x="92%" y="28" width="8%" height="7" rx="3.5"/><circle class="dot" cx="0%" cy="31.5" r="4"/><circle class="dot" cx="46%" cy="31.5" r="4"/><circle class="now" cx="92%" cy="31.5" r="8"/><text x="0" y="58"><t:word key="home.example.start"/></text><text class="strong" x="92%" y="14" text-anchor="middle"><t:word key="home.example.now"/></text><text x="100%" y="58" text-anchor="end"><t:word key="home.example.end"/></text></svg>
        <p><t:word key="login.no-account"/></p>
      </section>
    </main>
  </xsl:template>
</xsl:stylesheet>

<!-- password-reset.xsl: a new password by a mailed link, or that the link is of no use any more.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'door'"/>
  <xsl:template match="view" mode="title"><t:word key="reset.heading"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap slim" tabindex="-1">
      <xsl:choose>
        <xsl:when test="form">
          <section class="panel" aria-labelledby="t">
            <div class="in">
              <form class="form" method="post" p:action="/password/reset">
                <h1 id="t"><t:word key="reset.heading"/></h1>
                <input type="hidden" name="csrf" value="{@csrf}"/><input type="hidden" name="token" value="{form/value[@name='token']}"/>
                <xsl:call-template name="problems"/>
                <xsl:call-template name="password"><xsl:with-param name="field" select="'password'"/><xsl:with-param name="complete" select="'new-password'"/><xsl:with-param name="label"><t:word key="field.password.new"/></xsl:with-param><xsl:with-param name="hint"><t:word key="field.password.hint"/></xsl:with-param></xsl:call-template>
                <xsl:call-template name="password"><xsl:with-param name="field" select="'password2'"/><xsl:with-param name="complete" select="'new-password'"/><xsl:with-param name="label"><t:word key="field.password.again"/></xsl:with-param></xsl:call-template>
                <button class="btn go" type="submit"><t:word key="reset.save"/></button>
              </form>
            </div>
          </section>
        </xsl:when>
        <xsl:otherwise>
          <section class="panel empty" aria-labelledby="t">
            <span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg></span>
            <h1 id="t"><t:word key="reset.dead"/></h1>
            <p><t:word key="reset.dead.text"/></p>
            <p class="actions"><a class="btn go" p:href="/password/forgot"><t:word key="reset.another"/></a></p>
          </section>
        </xsl:otherwise>
      </xsl:choose>
    </main>
  </xsl:template>
</xsl:stylesheet>

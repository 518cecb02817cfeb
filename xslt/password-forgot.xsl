<!-- password-forgot.xsl: asking for a link to a new password.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'door'"/>
  <xsl:template match="view" mode="title"><t:word key="forgot.heading"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap slim" tabindex="-1">
      <section class="panel" aria-labelledby="t">
        <div class="in">
          <form class="form" method="post" p:action="/password/forgot">
            <h1 id="t"><t:word key="forgot.heading"/></h1>
            <input type="hidden" name="csrf" value="{@csrf}"/>
            <xsl:call-template name="problems"/>
            <p class="quiet"><t:word key="forgot.text"/></p>
            <p class="field"><label for="email"><t:word key="field.email"/></label><input class="input" id="email" name="email" type="email" autocomplete="username" inputmode="email" required="required" maxlength="254" value="{form/value[@name='email']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'email'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'email'"/></xsl:call-template></p>
            <div class="actions"><button class="btn go" type="submit"><t:word key="forgot.send"/></button><a class="btn plain" p:href="/login"><t:word key="forgot.back"/></a></div>
          </form>
        </div>
      </section>
    </main>
  </xsl:template>
</xsl:stylesheet>

<!-- password-forgot-sent.xsl: the same answer whether or not the address is known.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'door'"/>
  <xsl:template match="view" mode="title"><t:word key="forgot.sent"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap slim" tabindex="-1">
      <section class="panel empty" aria-labelledby="t">
        <span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#c-email"/></svg></span>
        <h1 id="t"><t:word key="forgot.sent"/></h1>
        <p><t:word key="forgot.sent.text"/></p>
        <p class="actions"><a class="btn" p:href="/login"><t:word key="forgot.back"/></a></p>
      </section>
    </main>
  </xsl:template>
</xsl:stylesheet>

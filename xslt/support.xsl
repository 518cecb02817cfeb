<!-- support.xsl: the ways to an answer.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'support'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.support"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap stack" tabindex="-1">
      <xsl:call-template name="done"/>
      <section class="ask" aria-labelledby="ask">
        <h1 id="ask"><t:word key="support.heading"/></h1>
        <p class="quiet"><t:word key="support.text"/></p>
        <p class="actions"><a class="btn go" p:href="/tickets/new"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#ticket"/></svg><t:word key="ticket.open"/></a><a class="btn" p:href="/tickets/"><t:word key="support.mine"/><xsl:if test="tickets/@open &gt; 0"><xsl:text> </xsl:text><span class="quiet"><t:word key="support.open" n="tickets/@open"/></span></xsl:if></a></p>
      </section>
      <xsl:if test="tickets/@waiting &gt; 0"><div class="banner" data-tone="info"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-answered"/></svg><p class="grow"><strong><t:word key="home.waiting" n="tickets/@waiting"/></strong></p><a class="btn small" p:href="/tickets/?status=waiting"><t:word key="support.read" n="tickets/@waiting"/></a></div></xsl:if>
      <div class="even">
        <section class="panel" aria-labelledby="how"><header><h2 id="how"><t:word key="support.how"/></h2></header><div class="in prose"><ul><li><t:word key="support.how.1"/></li><li><t:word key="support.how.2"/></li><li><t:word key="support.how.3"/></li></ul></div></section>
        <section class="panel" aria-labelledby="then"><header><h2 id="then"><t:word key="support.then"/></h2></header><div class="in prose"><ul><li><t:word key="support.then.1"/></li><li><t:word key="support.then.2"/></li><li><t:word key="support.then.3"/></li></ul></div></section>
      </div>
    </main>
  </xsl:template>
</xsl:stylesheet>

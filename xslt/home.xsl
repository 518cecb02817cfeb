<!-- home.xsl: signed out, what this is and the way in; signed in, a sentence on the state of things, and what is behind it.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'home'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.home"/></xsl:template>

  <xsl:template match="view" mode="content">
    <xsl:choose>
      <xsl:when test="person"><xsl:call-template name="signed-in"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="signed-out"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="signed-out">
    <main id="content" class="wrap stack front" tabindex="-1">
      <xsl:call-template name="done"/>
      <section class="say">
        <h1><t:word key="home.claim"/></h1>
        <svg class="timeline" width="100%" height="64" role="img" w:aria-label="home.example"><rect class="past" y="30" width="92%" height="3" rx="1.5"/><rect class="left" x="92%" y="28" width="8%" height="7" rx="3.5"/><circle class="dot" cx="0%" cy="31.5" r="4"/><circle class="dot" cx="46%" cy="31.5" r="4"/><circle class="now" cx="92%" cy="31.5" r="8"/><text x="0" y="58"><t:word key="home.example.start"/></text><text class="strong" x="92%" y="14" text-anchor="middle"><t:word key="home.example.now"/></text><text x="100%" y="58" text-anchor="end"><t:word key="home.example.end"/></text></svg>
        <p class="actions"><a class="btn go" p:href="/login"><t:word key="login.sign-in"/></a><a class="btn plain" p:href="/password/forgot"><t:word key="login.forgot"/></a></p>
      </section>
      <div class="even">
        <section class="panel" aria-labelledby="f1"><div class="in what"><span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#services"/></svg></span><div><h2 id="f1"><t:word key="home.services"/></h2><p class="quiet"><t:word key="home.services.text"/></p></div></div></section>
        <section class="panel" aria-labelledby="f2"><div class="in what"><span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#support"/></svg></span><div><h2 id="f2"><t:word key="home.support"/></h2><p class="quiet"><t:word key="home.support.text"/></p></div></div></section>
      </div>
    </main>
  </xsl:template>

  <xsl:template name="signed-in">
    <main id="content" class="wrap" tabindex="-1">
      <div class="head">
        <div>
          <h1><xsl:call-template name="sentence"/></h1>
          <xsl:if test="tickets/@waiting &gt; 0 or proforma"><p class="quiet"><xsl:if test="tickets/@waiting &gt; 0"><t:word key="home.waiting" n="tickets/@waiting"/><xsl:text> </xsl:text></xsl:if><xsl:if test="proforma"><t:word key="home.unpaid" n="count(proforma)" date="proforma/@due-text"/></xsl:if></p></xsl:if>
        </div>
        <xsl:if test="nav/@tickets"><p class="actions"><a class="btn go" p:href="/tickets/new"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#ticket"/></svg><t:word key="ticket.open"/></a></p></xsl:if>
      </div>
      <xsl:if test="done"><div class="stack"><xsl:call-template name="done"/></div></xsl:if>
      <div class="split">
        <div class="stack"><xsl:apply-templates select="services" mode="home"/></div>
        <div class="stack">
          <xsl:apply-templates select="tickets" mode="home"/>
          <xsl:if test="proforma">
            <section class="panel" aria-labelledby="pay"><header><h2 id="pay"><t:word key="proforma.unpaid"/></h2></header><ul class="rows"><xsl:for-each select="proforma"><xsl:call-template name="proforma-row"/></xsl:for-each></ul></section>
          </xsl:if>
        </div>
      </div>
    </main>
  </xsl:template>

  <!-- the heading: the most pressing thing; context: view -->
  <xsl:template name="sentence">
    <xsl:choose>
      <xsl:when test="services/@expired &gt; 0"><t:word key="home.expired" n="services/@expired"/></xsl:when>
      <xsl:when test="services/@suspended &gt; 0"><t:word key="home.suspended" n="services/@suspended"/></xsl:when>
      <xsl:when test="services/@expiring &gt; 0"><t:word key="home.expiring" n="services/@expiring"/></xsl:when>
      <xsl:when test="services/@total = 0"><t:word key="home.no-services"/></xsl:when>
      <xsl:when test="services"><t:word key="home.in-order"/></xsl:when>
      <xsl:when test="tickets/@open &gt; 0"><t:word key="home.open" n="tickets/@open"/></xsl:when>
      <xsl:otherwise><t:word key="home.nothing-open"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="services" mode="home">
    <section class="panel" aria-labelledby="due">
      <header><h2 id="due"><xsl:choose><xsl:when test="@expired &gt; 0 or @suspended &gt; 0"><t:word key="home.due.down"/></xsl:when><xsl:when test="@total = 0"><t:word key="nav.services"/></xsl:when><xsl:otherwise><t:word key="home.due"/></xsl:otherwise></xsl:choose></h2><xsl:if test="@total &gt; 0"><a p:href="/services/"><t:word key="home.all-services" n="@total"/></a></xsl:if></header>
      <xsl:choose>
        <xsl:when test="service"><ul class="rows"><xsl:for-each select="service"><xsl:call-template name="service-row"/></xsl:for-each></ul></xsl:when>
        <xsl:when test="@total = 0"><p class="in quiet"><t:word key="services.none.text"/></p></xsl:when>
        <xsl:otherwise><p class="in quiet"><t:word key="home.due.none"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="tickets" mode="home">
    <section class="panel" aria-labelledby="open">
      <header><h2 id="open"><t:word key="home.open-tickets"/></h2><a p:href="/tickets/"><t:word key="home.all-tickets"/></a></header>
      <xsl:choose>
        <xsl:when test="ticket"><ul class="rows"><xsl:for-each select="ticket"><xsl:call-template name="ticket-row"/></xsl:for-each></ul></xsl:when>
        <xsl:otherwise><p class="in quiet"><t:word key="home.open-tickets.none"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>
</xsl:stylesheet>

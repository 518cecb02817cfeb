<!-- service.xsl: one service: its term as a line, what it is, what changed, the tickets about it.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'services'"/>
  <xsl:template match="view" mode="title"><xsl:value-of select="service/@label"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/services/'"/><xsl:with-param name="text"><t:word key="nav.services"/></xsl:with-param><xsl:with-param name="here" select="service/@label"/></xsl:call-template>
      <xsl:apply-templates select="service"/>
    </main>
  </xsl:template>

  <xsl:template match="service">
    <div class="head">
      <div>
        <h1><xsl:value-of select="@label"/></h1>
        <p class="meta"><xsl:call-template name="service-badge"/><xsl:text> </xsl:text><span><xsl:value-of select="@plan"/></span><xsl:if test="@account-name"><xsl:text> </xsl:text><span><xsl:value-of select="@account-name"/></span></xsl:if></p>
      </div>
      <xsl:if test="/view/nav/@tickets"><p class="actions"><a class="btn go" p:href="/tickets/new?service={@id}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#ticket"/></svg><t:word key="service.ask"/></a></p></xsl:if>
    </div>
    <div class="stack">
      <xsl:call-template name="cause"/>
      <xsl:if test="@expires"><xsl:call-template name="timeline"/></xsl:if>
      <div class="split">
        <div class="stack">
          <section class="panel" aria-labelledby="tk">
            <header><h2 id="tk"><t:word key="service.tickets"/></h2></header>
            <xsl:choose>
              <xsl:when test="/view/ticket"><ul class="rows"><xsl:for-each select="/view/ticket"><xsl:call-template name="ticket-row"/></xsl:for-each></ul></xsl:when>
              <xsl:otherwise><p class="in quiet"><t:word key="service.tickets.none"/></p></xsl:otherwise>
            </xsl:choose>
          </section>
          <xsl:if test="change">
            <section class="panel" aria-labelledby="ch"><header><h2 id="ch"><t:word key="service.changes"/></h2></header><ul class="rows"><xsl:for-each select="change"><li class="row"><div class="grow"><xsl:call-template name="change"/></div><time class="small quiet" datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></li></xsl:for-each></ul></section>
          </xsl:if>
        </div>
        <section class="panel" aria-labelledby="facts"><header><h2 id="facts"><t:word key="service.facts"/></h2></header>
          <div class="in"><dl class="facts">
            <div><dt><t:word key="service.kind"/></dt><dd><t:word key="service.kind.{@kind}"/></dd></div>
            <div><dt><t:word key="service.plan"/></dt><dd><xsl:value-of select="@plan"/></dd></div>
            <div><dt><t:word key="service.term"/></dt><dd><t:word key="months" n="@term"/></dd></div>
            <div><dt><t:word key="service.price"/></dt><dd><xsl:value-of select="@price-text"/></dd></div>
            <xsl:if test="@expires">
              <div><dt><t:word key="service.starts"/></dt><dd><time datetime="{@starts}"><xsl:value-of select="@starts-text"/></time></dd></div>
              <div><dt><t:word key="service.expires"/></dt><dd><b><time datetime="{@expires}"><xsl:value-of select="@expires-text"/></time></b><br/><span class="quiet"><xsl:call-template name="days"/></span></dd></div>
            </xsl:if>
            <xsl:if test="@account-name"><div><dt><t:word key="field.account"/></dt><dd><xsl:value-of select="@account-name"/></dd></div></xsl:if>
          </dl></div>
        </section>
      </div>
    </div>
  </xsl:template>

  <!-- why it does not run, or what is to be paid; context: service -->
  <xsl:template name="cause">
    <xsl:if test="@status='expired' or @status='suspended' or @status='pending' or proforma">
      <div class="banner" data-tone="warn"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#bulb"/></svg><div class="grow"><xsl:call-template name="known"/></div></div>
    </xsl:if>
  </xsl:template>

  <xsl:template name="timeline">
    <section class="panel" aria-labelledby="term">
      <header><h2 id="term"><t:word key="service.this-term"/></h2><span class="small quiet"><t:word key="months" n="@term"/></span></header>
      <figure class="in">
        <svg class="timeline" width="100%" height="92" role="img" aria-labelledby="tl-t tl-d" data-status="{@status}">
          <title id="tl-t"><t:word key="service.line" from="@starts-text" to="@expires-text"/></title>
          <desc id="tl-d"><xsl:call-template name="days"/></desc>
          <xsl:for-each select="month"><line class="tick" x1="{@x}%" x2="{@x}%" y1="50" y2="66"/><text x="{@x}%" y="84" text-anchor="middle"><xsl:if test="not(@major)"><xsl:attribute name="class">alt</xsl:attribute></xsl:if><xsl:value-of select="@name"/></text></xsl:for-each>
          <rect class="past" y="56.5" width="{@passed}%" height="3" rx="1.5"/><rect class="left" x="{@passed}%" y="54" width="{@left}%" height="8" rx="4"/>
          <circle class="dot" cx="0%" cy="58" r="5"/><xsl:for-each select="change[@x]"><circle class="dot" cx="{@x}%" cy="58" r="5"/></xsl:for-each><circle class="now" cx="{@passed}%" cy="58" r="9"/>
          <text class="alt" x="0" y="18"><xsl:value-of select="@starts-short"/></text><text class="strong" x="0" y="36"><t:word key="service.line.start"/></text>
          <text x="100%" y="18" text-anchor="end"><xsl:value-of select="@expires-short"/></text><text class="strong" x="100%" y="36" text-anchor="end"><xsl:call-template name="days"/></text>
        </svg>
      </figure>
    </section>
  </xsl:template>

  <!-- context: change -->
  <xsl:template name="change">
    <xsl:choose>
      <xsl:when test="@what='state'"><span><t:word key="change.state"/><xsl:text> </xsl:text><b><t:word key="service.status.{@to}"/></b></span></xsl:when>
      <xsl:when test="@what='expiry'"><t:word key="change.expiry" date="@to-text"/></xsl:when>
      <xsl:otherwise><t:word key="change.created"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

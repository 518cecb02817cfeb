<!-- desk-ticket.xsl: one ticket for an agent: the conversation, the answer, the client and the services.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:include href="components/keys.xsl"/>
  <xsl:include href="components/work.xsl"/>
  <xsl:include href="components/level.xsl"/>
  <xsl:include href="components/rating.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:template match="view" mode="title"><xsl:value-of select="ticket/@ref"/>: <xsl:value-of select="ticket/@subject"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/desk/'"/><xsl:with-param name="text"><t:word key="nav.desk"/></xsl:with-param><xsl:with-param name="here" select="ticket/@ref"/></xsl:call-template>
      <xsl:apply-templates select="ticket"/>
      <xsl:call-template name="keys"/>
    </main>
  </xsl:template>

  <xsl:template match="ticket">
    <xsl:call-template name="work-default"/>
    <div class="head">
      <div>
        <h1><xsl:value-of select="@subject"/></h1>
        <p class="meta"><xsl:call-template name="ticket-badge"/><xsl:text> </xsl:text><xsl:call-template name="priority"/><xsl:text> </xsl:text><xsl:call-template name="channel"/><xsl:text> </xsl:text><span><xsl:value-of select="@department-name"/></span><xsl:text> </xsl:text><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></p>
      </div>
      <xsl:if test="@can-reply"><p class="actions"><a class="btn" href="#reply"><t:word key="ticket.reply"/></a></p></xsl:if>
    </div>
    <div class="split">
      <div class="stack tight">
        <xsl:for-each select="/view"><xsl:call-template name="done"/><xsl:call-template name="problems"/><xsl:call-template name="present"/></xsl:for-each>
        <xsl:call-template name="talk"/>
        <xsl:for-each select="/view/form"><xsl:call-template name="desk-reply"/></xsl:for-each>
      </div>
      <div class="stack tight">
        <xsl:for-each select="/view/work"><xsl:call-template name="work-panel"/></xsl:for-each>
        <xsl:for-each select="/view/levels[level]"><xsl:call-template name="levels-panel"/></xsl:for-each>
        <xsl:for-each select="/view/rating"><xsl:call-template name="rating-panel"/></xsl:for-each>
        <xsl:apply-templates select="/view/client"/>
        <xsl:if test="service"><section class="panel" aria-labelledby="sv"><header><h2 id="sv"><t:word key="desk.about"/></h2></header><ul class="rows"><xsl:for-each select="/view/services/service[@about]"><xsl:call-template name="service-aside"/></xsl:for-each></ul><xsl:for-each select="/view/services/service[@about]"><div class="in line"><dl class="facts"><div><dt><t:word key="work.term"/></dt><dd><t:word key="months" n="@term"/></dd></div><xsl:if test="@expires-text"><div><dt><t:word key="work.expires"/></dt><dd><time datetime="{@expires}"><xsl:value-of select="@expires-text"/></time></dd></div></xsl:if></dl></div></xsl:for-each></section></xsl:if>
        <xsl:if test="/view/services/service/proforma"><section class="panel" aria-labelledby="pf"><header><h2 id="pf"><t:word key="work.unpaid"/></h2></header><ul class="rows"><xsl:for-each select="/view/services/service/proforma"><xsl:call-template name="proforma-row"/></xsl:for-each></ul></section></xsl:if>
        <xsl:apply-templates select="/view/history"/>
        <section class="panel" aria-labelledby="us"><header><h2 id="us"><t:word key="desk.services"/></h2><span class="small quiet"><xsl:value-of select="count(/view/services/service)"/></span></header>
          <xsl:choose>
            <xsl:when test="/view/services/service"><ul class="rows"><xsl:for-each select="/view/services/service"><xsl:call-template name="service-aside"/></xsl:for-each></ul></xsl:when>
            <xsl:otherwise><p class="in quiet"><t:word key="desk.services.none"/></p></xsl:otherwise>
          </xsl:choose>
        </section>
      </div>
    </div>
  </xsl:template>

  <xsl:template match="client">
    <section class="panel" aria-labelledby="cl"><header><h2 id="cl"><xsl:value-of select="@account-name"/></h2></header>
      <div class="in"><dl class="facts">
        <div><dt><t:word key="desk.writes"/></dt><dd><a p:href="/desk/clients/{@id}"><xsl:value-of select="@name"/></a>, <t:word key="rights.{@rights}"/></dd></div>
        <div><dt><t:word key="field.email"/></dt><dd><a href="mailto:{@email}"><xsl:value-of select="@email"/></a></dd></div>
        <div><dt><t:word key="field.language"/></dt><dd><t:word key="language.{@language}"/></dd></div>
        <div><dt><t:word key="desk.since"/></dt><dd><time datetime="{@since}"><xsl:value-of select="@since-text"/></time></dd></div>
        <div><dt><t:word key="nav.tickets"/></dt><dd><xsl:value-of select="@tickets"/></dd></div>
      </dl></div>
      <xsl:call-template name="client-more"/>
    </section>
  </xsl:template>
</xsl:stylesheet>

<!-- desk-client.xsl: a client, as agents see them: accounts, people, services, tickets.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'clients'"/>
  <xsl:template match="view" mode="title"><xsl:value-of select="client/@name"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/desk/clients/'"/><xsl:with-param name="text"><t:word key="nav.clients"/></xsl:with-param><xsl:with-param name="here" select="client/@name"/></xsl:call-template>
      <xsl:apply-templates select="client"/>
    </main>
  </xsl:template>

  <xsl:template match="client">
    <div class="head"><div>
      <h1><xsl:value-of select="@name"/></h1>
      <p class="meta"><a href="mailto:{@email}"><xsl:value-of select="@email"/></a><xsl:text> </xsl:text><span><t:word key="language.{@language}"/></span><xsl:text> </xsl:text><span><t:word key="desk.since"/><xsl:text> </xsl:text><time datetime="{@since}"><xsl:value-of select="@since-text"/></time></span><xsl:if test="@disabled"><xsl:text> </xsl:text><span class="badge" data-tone="bad"><t:word key="client.disabled"/></span></xsl:if></p>
    </div><xsl:if test="/view/nav/@admin"><p class="actions"><a class="btn" p:href="/admin/clients/{@id}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#gear"/></svg><t:word key="client.in-admin"/></a></p></xsl:if></div>
    <xsl:if test="not(account)"><p class="quiet"><t:word key="client.no-account"/></p></xsl:if>
    <xsl:apply-templates select="account"/>
  </xsl:template>

  <xsl:template match="account">
    <section class="stack tight" aria-labelledby="a-{@id}">
      <h2 id="a-{@id}"><xsl:value-of select="@name"/>: <t:word key="rights.{@rights}"/></h2>
      <div class="split">
        <section class="panel" aria-labelledby="t-{@id}"><header><h3 id="t-{@id}"><t:word key="nav.tickets"/></h3><a class="small" p:href="/desk/?client={@id}"><t:word key="client.in-queue"/></a></header>
          <xsl:choose>
            <xsl:when test="other"><ul class="rows"><xsl:for-each select="other"><li class="row"><div class="grow"><a class="title" p:href="/desk/tickets/{@ref}"><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></span></div><xsl:call-template name="ticket-badge"/></li></xsl:for-each></ul></xsl:when>
            <xsl:otherwise><p class="in quiet"><t:word key="client.no-tickets"/></p></xsl:otherwise>
          </xsl:choose>
        </section>
        <div class="stack tight">
          <section class="panel" aria-labelledby="s-{@id}"><header><h3 id="s-{@id}"><t:word key="nav.services"/></h3><span class="small quiet"><xsl:value-of select="count(service)"/></span></header>
            <xsl:choose>
              <xsl:when test="service"><ul class="rows"><xsl:for-each select="service"><xsl:call-template name="service-aside"/></xsl:for-each></ul></xsl:when>
              <xsl:otherwise><p class="in quiet"><t:word key="desk.services.none"/></p></xsl:otherwise>
            </xsl:choose>
          </section>
          <xsl:if test="contact"><section class="panel" aria-labelledby="c-{@id}"><header><h3 id="c-{@id}"><t:word key="work.contacts"/></h3></header><ul class="rows"><xsl:for-each select="contact"><li class="row"><div class="grow"><a class="title" p:href="/desk/clients/{@id}"><xsl:value-of select="@name"/></a><span class="meta"><span><xsl:value-of select="@email"/></span><xsl:text> </xsl:text><span><t:word key="rights.{@rights}"/></span></span></div><xsl:if test="@disabled"><span class="badge" data-tone="bad"><t:word key="client.disabled"/></span></xsl:if></li></xsl:for-each></ul></section></xsl:if>
        </div>
      </div>
    </section>
  </xsl:template>
</xsl:stylesheet>

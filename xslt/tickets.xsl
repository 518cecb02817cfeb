<!-- tickets.xsl: the list of tickets.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'tickets'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.tickets"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="head">
        <div><h1><t:word key="nav.tickets"/></h1></div>
        <p class="actions"><a class="btn go" p:href="/tickets/new"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#plus"/></svg><t:word key="ticket.open"/></a></p>
      </div>
      <div class="stack tight">
        <xsl:call-template name="done"/>
        <xsl:apply-templates select="tickets"/>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="tickets">
    <nav class="tabs" w:aria-label="tickets.tabs"><xsl:for-each select="tab"><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="tickets.tab.{@name}"/><xsl:text> </xsl:text><span class="count"><xsl:value-of select="@count"/></span></a></xsl:for-each></nav>
    <xsl:choose>
      <xsl:when test="ticket">
        <div class="panel">
          <div class="table">
            <table class="cards">
              <caption class="vh"><t:word key="tickets.caption"/></caption>
              <thead><tr><th scope="col"><t:word key="tickets.ticket"/></th><th scope="col"><t:word key="field.department"/></th><th scope="col" class="late"><t:word key="field.service"/></th><th scope="col"><t:word key="tickets.status"/></th><th scope="col" class="num"><t:word key="tickets.updated"/></th></tr></thead>
              <tbody><xsl:for-each select="ticket"><xsl:call-template name="ticket-table-row"/></xsl:for-each></tbody>
            </table>
          </div>
        </div>
        <xsl:call-template name="pages"/>
      </xsl:when>
      <xsl:otherwise>
        <section class="panel empty">
          <svg class="art" viewBox="0 0 176 96" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="M30 14h74a10 10 0 0 1 10 10v28a10 10 0 0 1-10 10H58L42 76V62H30a10 10 0 0 1-10-10V24a10 10 0 0 1 10-10z"/><path d="M38 32h40M38 45h24" opacity=".45"/><path d="M128 38h18a10 10 0 0 1 10 10v18a10 10 0 0 1-10 10h-4v12L130 76H98" opacity=".45"/></g><circle cx="98" cy="38.5" r="5" fill="currentColor"/></svg>
          <h2><t:word key="tickets.none.{@status}"/></h2>
          <p><t:word key="tickets.none.text"/></p>
          <p class="actions"><a class="btn go" p:href="/tickets/new"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#plus"/></svg><t:word key="ticket.open"/></a></p>
        </section>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- context: ticket -->
  <xsl:template name="ticket-table-row">
    <tr>
      <xsl:if test="@new"><xsl:attribute name="data-new">yes</xsl:attribute></xsl:if>
      <th class="main" scope="row"><a class="title" p:href="/tickets/{@ref}"><xsl:if test="@new"><span class="vh"><t:word key="ticket.new"/><xsl:text> </xsl:text></span></xsl:if><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><span><xsl:choose><xsl:when test="@last-you"><t:word key="ticket.you"/></xsl:when><xsl:otherwise><xsl:value-of select="@last-name"/></xsl:otherwise></xsl:choose>: <xsl:value-of select="@excerpt"/></span></span></th>
      <td class="hide"><xsl:value-of select="@department-name"/></td>
      <td class="hide late"><xsl:choose><xsl:when test="@service-label"><xsl:value-of select="@service-label"/></xsl:when><xsl:otherwise><span class="quiet"><t:word key="tickets.general"/></span></xsl:otherwise></xsl:choose><xsl:if test="@account-name"><span class="quiet"><xsl:value-of select="@account-name"/></span></xsl:if></td>
      <td><xsl:call-template name="ticket-badge"/></td>
      <td class="num"><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></td>
    </tr>
  </xsl:template>
</xsl:stylesheet>

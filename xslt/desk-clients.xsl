<!-- desk-clients.xsl: the list of clients, as agents see it: those that were added last, or those that are found.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'clients'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.clients"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap stack tight" tabindex="-1">
      <div class="head"><div><h1><t:word key="nav.clients"/></h1></div></div>
      <xsl:apply-templates select="clients"/>
    </main>
  </xsl:template>

  <xsl:template match="clients">
    <form role="search" method="get" p:action="/desk/clients/">
      <div class="find"><label class="vh" for="q"><t:word key="clients.find"/></label><input class="input" type="search" id="q" name="q" maxlength="200" autocomplete="off" spellcheck="false" w:placeholder="clients.find.example" value="{@q}"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#search"/></svg><button class="btn" type="submit"><t:word key="desk.open"/></button></div>
    </form>
    <xsl:if test="@cut"><p class="meta"><t:word key="clients.cut"/></p></xsl:if>
    <xsl:choose>
      <xsl:when test="client">
        <section class="panel" aria-labelledby="list"><header><h2 id="list"><xsl:choose><xsl:when test="@q"><t:word key="clients.found" n="count(client)"/></xsl:when><xsl:otherwise><t:word key="clients.newest"/></xsl:otherwise></xsl:choose></h2><xsl:if test="@q"><a class="small" p:href="/desk/clients/"><t:word key="clients.all"/></a></xsl:if></header>
          <div class="table">
            <table class="cards">
              <caption class="vh"><t:word key="nav.clients"/></caption>
              <thead><tr><th scope="col"><t:word key="clients.client"/></th><th scope="col"><t:word key="clients.accounts"/></th><th scope="col" class="num"><t:word key="clients.open"/></th><th scope="col" class="num"><t:word key="clients.since"/></th></tr></thead>
              <tbody><xsl:apply-templates select="client"/></tbody>
            </table>
          </div>
        </section>
        <xsl:if test="@first or @next"><div class="pages">
          <xsl:if test="@first"><a class="btn small" rel="first" href="{/view/@base}{@first}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="clients.newest"/></a></xsl:if>
          <xsl:if test="@next"><a class="btn small" rel="next" href="{/view/@base}{@next}"><t:word key="queue.next"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:if>
        </div></xsl:if>
      </xsl:when>
      <xsl:otherwise><section class="panel empty"><h2><xsl:choose><xsl:when test="@q"><t:word key="clients.none.found"/></xsl:when><xsl:otherwise><t:word key="clients.none"/></xsl:otherwise></xsl:choose></h2><xsl:if test="@q"><p><t:word key="clients.none.then"/></p></xsl:if></section></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="client">
    <tr>
      <th class="main" scope="row"><a class="title" p:href="/desk/clients/{@id}"><xsl:value-of select="@name"/></a><span class="meta"><span><xsl:value-of select="@email"/></span><xsl:if test="@disabled"><xsl:text> </xsl:text><span class="badge" data-tone="bad"><t:word key="client.disabled"/></span></xsl:if></span></th>
      <td class="full several"><xsl:choose><xsl:when test="account"><xsl:for-each select="account"><xsl:if test="position()&gt;1">, </xsl:if><a class="over" p:href="/desk/?client={@id}"><xsl:value-of select="@name"/></a></xsl:for-each><xsl:if test="@accounts-more"> …</xsl:if></xsl:when><xsl:otherwise><span class="quiet"><t:word key="client.no-account"/></span></xsl:otherwise></xsl:choose></td>
      <td class="num" w:data-label="clients.open"><xsl:value-of select="@open"/><xsl:if test="@open-more">+</xsl:if></td>
      <td class="num" w:data-label="clients.since"><time datetime="{@since}"><xsl:value-of select="@since-text"/></time></td>
    </tr>
  </xsl:template>
</xsl:stylesheet>

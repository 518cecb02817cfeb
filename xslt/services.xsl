<!-- services.xsl: all services of the person's accounts, with their terms.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'services'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.services"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="head"><div><h1><t:word key="nav.services"/></h1>
        <xsl:if test="services/@total &gt; 0"><p class="quiet"><xsl:if test="services/@expired &gt; 0"><t:word key="home.expired" n="services/@expired"/><xsl:text> </xsl:text></xsl:if><xsl:if test="services/@suspended &gt; 0"><t:word key="home.suspended" n="services/@suspended"/><xsl:text> </xsl:text></xsl:if><xsl:choose><xsl:when test="services/@expiring &gt; 0"><t:word key="home.expiring" n="services/@expiring"/></xsl:when><xsl:otherwise><t:word key="home.expiring.none"/></xsl:otherwise></xsl:choose></p></xsl:if>
      </div></div>
      <div class="stack tight">
        <xsl:call-template name="done"/>
        <xsl:apply-templates select="services"/>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="services">
    <xsl:if test="@total &gt; 0">
      <nav class="tabs" w:aria-label="services.tabs"><xsl:for-each select="tab"><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="services.tab.{@name}"/><xsl:text> </xsl:text><span class="count"><xsl:value-of select="@count"/></span></a></xsl:for-each></nav>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="service">
        <div class="panel">
          <!-- the columns' links are out of sight where rows are cards: there this line sorts -->
          <p class="sorts"><span class="quiet"><t:word key="services.sort"/></span><xsl:for-each select="column"><a href="{/view/@base}{@address}"><xsl:if test="@sorted"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><t:word key="services.column.{@name}"/><xsl:if test="@sorted"><span data-sorted="{@sorted}"><span class="vh"> (<t:word key="services.sorted.{@sorted}"/>)</span></span></xsl:if></a></xsl:for-each></p>
          <div class="table">
            <table class="cards">
              <caption class="vh"><t:word key="nav.services"/></caption>
              <thead><tr>
                <xsl:for-each select="column"><th scope="col"><xsl:if test="@name='price'"><xsl:attribute name="class">num late</xsl:attribute></xsl:if><xsl:if test="@name='kind'"><xsl:attribute name="class">late</xsl:attribute></xsl:if><xsl:if test="@sorted"><xsl:attribute name="aria-sort"><xsl:value-of select="@sorted"/></xsl:attribute></xsl:if><a class="sort" href="{/view/@base}{@address}"><t:word key="services.column.{@name}"/><xsl:if test="@sorted"><span data-sorted="{@sorted}"></span></xsl:if></a></th></xsl:for-each>
              </tr></thead>
              <tbody><xsl:for-each select="service"><xsl:call-template name="service-table-row"/></xsl:for-each></tbody>
            </table>
          </div>
        </div>
        <xsl:call-template name="pages"/>
      </xsl:when>
      <xsl:otherwise>
        <section class="panel empty">
          <svg class="art" viewBox="0 0 176 96" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"><path d="M8 64h56"/><path d="M112 64h56" stroke-dasharray="1 9"/><circle cx="88" cy="64" r="10"/></g><circle cx="8" cy="64" r="4" fill="currentColor"/></svg>
          <xsl:choose>
            <xsl:when test="@total = 0"><h2><t:word key="home.no-services"/></h2><p><t:word key="services.none.text"/></p></xsl:when>
            <xsl:otherwise><h2><t:word key="services.none-here"/></h2><p class="actions"><a class="btn" p:href="/services/"><t:word key="services.all"/></a></p></xsl:otherwise>
          </xsl:choose>
        </section>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="service-table-row">
    <tr>
      <th class="main" scope="row"><span class="what"><span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#{@kind}"/></svg></span><span><a class="title" p:href="/services/{@id}"><xsl:value-of select="@label"/></a><span class="quiet small"><xsl:value-of select="@plan"/><xsl:if test="@account-name"> · <xsl:value-of select="@account-name"/></xsl:if></span></span></span></th>
      <td class="hide late"><t:word key="service.kind.{@kind}"/></td>
      <td><xsl:call-template name="service-badge"/></td>
      <td class="full until" data-status="{@status}"><xsl:choose>
        <xsl:when test="@expires"><xsl:call-template name="term"/><span class="pair small"><time datetime="{@expires}"><xsl:value-of select="@expires-short"/></time><xsl:text> </xsl:text><span><xsl:call-template name="days"/></span></span></xsl:when>
        <xsl:otherwise><span class="pair small"><span><t:word key="service.pending.long"/></span><xsl:text> </xsl:text><span><t:word key="months" n="@term"/></span></span></xsl:otherwise>
      </xsl:choose></td>
      <td class="num late"><span><xsl:value-of select="@price-text"/><span class="quiet"><t:word key="services.per" n="@term"/></span></span></td>
    </tr>
  </xsl:template>
</xsl:stylesheet>

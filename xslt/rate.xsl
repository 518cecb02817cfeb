<!-- rate.xsl: a mailed link to a closed ticket: rating it, or opening it again; nobody has to sign in.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:include href="components/rating.xsl"/>
  <xsl:variable name="section" select="'door'"/>
  <xsl:template match="view" mode="title"><t:word key="rate.title"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap slim" tabindex="-1">
      <xsl:choose>
        <xsl:when test="form">
          <div class="stack">
            <xsl:call-template name="done"/>
            <xsl:if test="link/@can-rate">
              <section class="panel" aria-labelledby="t">
                <div class="in">
                  <form class="form" method="post" action="{@base}{link/@address}">
                    <div><h1 id="t"><t:word key="rate.title"/></h1><xsl:apply-templates select="link"/></div>
                    <input type="hidden" name="csrf" value="{@csrf}"/>
                    <xsl:call-template name="problems"/>
                    <xsl:for-each select="form"><xsl:call-template name="rating-fields"/></xsl:for-each>
                    <button class="btn go" type="submit"><t:word key="rating.send"/></button>
                  </form>
                </div>
              </section>
            </xsl:if>
            <section class="panel" aria-labelledby="o">
              <div class="in">
                <form class="form" method="post" action="{@base}{link/@address}/reopen">
                  <xsl:choose><xsl:when test="link/@can-rate"><h2 id="o"><t:word key="rate.reopen"/></h2></xsl:when><xsl:otherwise><div><h1 id="o"><t:word key="rate.reopen"/></h1><xsl:apply-templates select="link"/></div></xsl:otherwise></xsl:choose>
                  <p><t:word key="rate.reopen.text"/></p>
                  <input type="hidden" name="csrf" value="{@csrf}"/>
                  <button class="btn" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#renew"/></svg><t:word key="ticket.reopen"/></button>
                </form>
              </div>
            </section>
          </div>
        </xsl:when>
        <xsl:otherwise>
          <div class="stack">
            <xsl:call-template name="done"/>
            <section class="panel empty" aria-labelledby="t">
              <span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#ticket"/></svg></span>
              <h1 id="t"><xsl:choose><xsl:when test="not(link)"><t:word key="rate.dead"/></xsl:when><xsl:when test="link/@used"><t:word key="rate.used"/></xsl:when><xsl:otherwise><t:word key="rate.open"/></xsl:otherwise></xsl:choose></h1>
              <xsl:apply-templates select="link"/>
              <p><t:word key="rate.else"/></p>
              <p class="actions"><a class="btn go"><xsl:attribute name="href"><xsl:value-of select="@base"/>/tickets/<xsl:value-of select="link/@ref"/></xsl:attribute><xsl:choose><xsl:when test="link"><t:word key="mail.open-ticket"/></xsl:when><xsl:otherwise><t:word key="nav.tickets"/></xsl:otherwise></xsl:choose></a></p>
            </section>
          </div>
        </xsl:otherwise>
      </xsl:choose>
    </main>
  </xsl:template>

  <xsl:template match="link"><p class="meta"><span><xsl:value-of select="@subject"/></span><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="@ref"/></span></p></xsl:template>
</xsl:stylesheet>

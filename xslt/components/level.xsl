<!-- components/level.xsl: what was promised for a ticket: when it falls due, and whether it was kept.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- in a row of the queue; context: ticket -->
  <xsl:template name="due-badge">
    <xsl:if test="@due"><span class="badge"><xsl:attribute name="data-tone"><xsl:choose><xsl:when test="@late">bad</xsl:when><xsl:otherwise>info</xsl:otherwise></xsl:choose></xsl:attribute><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg><time datetime="{@due}" title="{@due-moment}"><xsl:choose><xsl:when test="@late"><t:word key="level.was-due" when="@due-text"/></xsl:when><xsl:otherwise><t:word key="level.is-due" when="@due-text"/></xsl:otherwise></xsl:choose></time></span></xsl:if>
  </xsl:template>

  <!-- beside the conversation; context: levels -->
  <xsl:template name="levels-panel">
    <section class="panel" aria-labelledby="lv"><header><h2 id="lv"><t:word key="level.promised"/></h2></header>
      <div class="in"><dl class="facts"><xsl:for-each select="level"><div><dt><t:word key="level.{@what}"/></dt><dd><xsl:call-template name="level-state"/></dd></div></xsl:for-each></dl></div>
    </section>
  </xsl:template>

  <!-- how a promise stands; context: level -->
  <xsl:template name="level-state">
    <xsl:choose>
      <xsl:when test="@state='kept'"><span class="badge" data-tone="ok"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#check"/></svg><t:word key="level.kept"/></span></xsl:when>
      <xsl:when test="@state='late' or @late"><span class="badge" data-tone="bad"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg><time datetime="{@due}" title="{@due-moment}"><t:word key="level.was-due" when="@due-text"/></time></span></xsl:when>
      <xsl:when test="@state='paused'"><span class="badge" data-tone="muted"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-on-hold"/></svg><t:word key="level.paused" hours="@left-hours" minutes="@left-minutes"/></span></xsl:when>
      <xsl:otherwise><span class="badge" data-tone="info"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg><time datetime="{@due}" title="{@due-moment}"><t:word key="level.is-due" when="@due-text"/></time></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<!-- ticket.xsl: one ticket for its client: the conversation, the answer, closing and reopening.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:include href="components/rating.xsl"/>
  <xsl:variable name="section" select="'tickets'"/>
  <xsl:template match="view" mode="title"><xsl:value-of select="ticket/@ref"/>: <xsl:value-of select="ticket/@subject"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/tickets/'"/><xsl:with-param name="text"><t:word key="nav.tickets"/></xsl:with-param><xsl:with-param name="here" select="ticket/@ref"/></xsl:call-template>
      <xsl:apply-templates select="ticket"/>
    </main>
  </xsl:template>

  <xsl:template match="ticket">
    <div class="head">
      <div>
        <h1><xsl:value-of select="@subject"/></h1>
        <p class="meta"><xsl:call-template name="ticket-badge"/><xsl:text> </xsl:text><xsl:call-template name="priority"/><xsl:text> </xsl:text><span><xsl:value-of select="@department-name"/></span><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="@ref"/></span></p>
      </div>
      <xsl:call-template name="moves"/>
    </div>
    <div class="split">
      <div class="stack">
        <xsl:for-each select="/view"><xsl:call-template name="done"/><xsl:call-template name="problems"/></xsl:for-each>
        <xsl:call-template name="talk"/>
        <xsl:if test="/view/rating[not(@value)]"><form class="panel" id="rate" method="post" p:action="/tickets/{@ref}/rate" aria-labelledby="rate-label"><div class="in form"><h2 id="rate-label"><t:word key="rate.title"/></h2><input type="hidden" name="csrf" value="{/view/@csrf}"/><xsl:for-each select="/view/form"><xsl:call-template name="rating-fields"/></xsl:for-each></div><footer><span class="small quiet"><t:word key="rating.once"/></span><button class="btn" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#star"/></svg><t:word key="rating.send"/></button></footer></form></xsl:if>
        <xsl:for-each select="/view/form"><xsl:call-template name="reply"><xsl:with-param name="action" select="concat('/tickets/',/view/ticket/@ref,'/reply')"/></xsl:call-template></xsl:for-each>
      </div>
      <div class="stack">
        <xsl:for-each select="/view/rating[@value]"><xsl:call-template name="rating-panel"/></xsl:for-each>
        <section class="panel" aria-labelledby="ab"><header><h2 id="ab"><t:word key="ticket.about"/></h2></header>
          <div class="in"><dl class="facts">
            <div><dt><t:word key="ticket.reference"/></dt><dd class="ref"><xsl:value-of select="@ref"/></dd></div>
            <div><dt><t:word key="ticket.opened"/></dt><dd><time datetime="{@opened}" title="{@opened-moment}"><xsl:value-of select="@opened-text"/></time></dd></div>
            <div><dt><t:word key="ticket.updated"/></dt><dd><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></dd></div>
            <xsl:if test="@first-answer"><div><dt><t:word key="ticket.first-answer"/></dt><dd><xsl:call-template name="after"/></dd></div></xsl:if>
            <div><dt><t:word key="field.department"/></dt><dd><xsl:value-of select="@department-name"/></dd></div>
            <xsl:if test="@answered-by"><div><dt><t:word key="ticket.answered-by"/></dt><dd><xsl:value-of select="@answered-by"/></dd></div></xsl:if>
            <xsl:if test="@account-name"><div><dt><t:word key="field.account"/></dt><dd><xsl:value-of select="@account-name"/></dd></div></xsl:if>
          </dl></div>
        </section>
        <xsl:if test="service"><section class="panel" aria-labelledby="sv"><header><h2 id="sv"><t:word key="field.service"/></h2></header><ul class="rows"><xsl:for-each select="service"><xsl:call-template name="service-aside"/></xsl:for-each></ul></section></xsl:if>
      </div>
    </div>
  </xsl:template>

  <!-- what can be done with the whole ticket; context: ticket -->
  <xsl:template name="moves">
    <xsl:if test="@can-close">
      <form class="actions" method="post" p:action="/tickets/{@ref}/close"><input type="hidden" name="csrf" value="{/view/@csrf}"/><xsl:if test="@can-reply"><a class="btn" href="#reply"><t:word key="ticket.reply"/></a></xsl:if><button class="btn" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#check"/></svg><t:word key="ticket.close"/></button></form>
    </xsl:if>
    <xsl:if test="@can-reopen">
      <form class="actions" method="post" p:action="/tickets/{@ref}/reopen"><input type="hidden" name="csrf" value="{/view/@csrf}"/><button class="btn" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#renew"/></svg><t:word key="ticket.reopen"/></button></form>
    </xsl:if>
  </xsl:template>

  <!-- how long the first answer took; context: ticket -->
  <xsl:template name="after">
    <xsl:choose>
      <xsl:when test="@first-answer &lt; 1"><t:word key="after.now"/></xsl:when>
      <xsl:when test="@first-answer &lt; 120"><t:word key="after.minutes" n="@first-answer"/></xsl:when>
      <xsl:when test="@first-answer &lt; 2880"><t:word key="after.hours" n="floor(@first-answer div 60)"/></xsl:when>
      <xsl:otherwise><t:word key="after.days" n="floor(@first-answer div 1440)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<!-- desk-ticket.xsl: one ticket for an agent: the conversation, the answer, the client and the services.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:template match="view" mode="title"><xsl:value-of select="ticket/@ref"/>: <xsl:value-of select="ticket/@subject"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/desk/'"/><xsl:with-param name="text"><t:word key="nav.desk"/></xsl:with-param><xsl:with-param name="here" select="ticket/@ref"/></xsl:call-template>
      <xsl:apply-templates select="ticket"/>
    </main>
  </xsl:template>

  <xsl:template match="ticket">
    <div class="head">
      <div>
        <h1><xsl:value-of select="@subject"/></h1>
        <p class="meta"><xsl:call-template name="ticket-badge"/><xsl:text> </xsl:text><xsl:call-template name="priority"/><xsl:text> </xsl:text><xsl:call-template name="channel"/><xsl:text> </xsl:text><span><xsl:value-of select="@department-name"/></span><xsl:text> </xsl:text><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></p>
      </div>
      <xsl:if test="@can-reply"><p class="actions"><a class="btn" href="#reply"><t:word key="ticket.reply"/></a></p></xsl:if>
    </div>
    <div class="split">
      <div class="stack tight">
        <xsl:for-each select="/view"><xsl:call-template name="done"/><xsl:call-template name="problems"/></xsl:for-each>
        <xsl:call-template name="talk"/>
        <xsl:for-each select="/view/form"><xsl:call-template name="reply"><xsl:with-param name="action" select="concat('/desk/tickets/',/view/ticket/@ref,'/reply')"/></xsl:call-template></xsl:for-each>
      </div>
      <div class="stack tight">
        <xsl:call-template name="work"/>
        <xsl:apply-templates select="/view/client"/>
        <xsl:if test="service"><section class="panel" aria-labelledby="sv"><header><h2 id="sv"><t:word key="desk.about"/></h2></header><ul class="rows"><xsl:for-each select="service"><xsl:call-template name="service-aside"/></xsl:for-each></ul></section></xsl:if>
        <section class="panel" aria-labelledby="us"><header><h2 id="us"><t:word key="desk.services"/></h2><span class="small quiet"><xsl:value-of select="count(/view/services/service)"/></span></header>
          <xsl:choose>
            <xsl:when test="/view/services/service"><ul class="rows"><xsl:for-each select="/view/services/service"><xsl:call-template name="service-aside"/></xsl:for-each></ul></xsl:when>
            <xsl:otherwise><p class="in quiet"><t:word key="desk.services.none"/></p></xsl:otherwise>
          </xsl:choose>
        </section>
      </div>
    </div>
  </xsl:template>

  <!-- who has it, and how it stands; context: ticket -->
  <xsl:template name="work">
    <section class="panel" aria-labelledby="wk"><header><h2 id="wk"><t:word key="desk.work"/></h2></header>
      <div class="in stack tight">
        <form method="post" class="field" action="{/view/@base}/desk/tickets/{@ref}/assign"><input type="hidden" name="csrf" value="{/view/@csrf}"/>
          <label for="assignee"><t:word key="queue.assigned"/></label>
          <div class="pair"><select id="assignee" name="assignee"><xsl:call-template name="described"><xsl:with-param name="field" select="'assignee'"/></xsl:call-template><option value=""><t:word key="queue.nobody"/></option><xsl:for-each select="/view/agent"><option value="{@id}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select><button class="btn" type="submit"><t:word key="desk.assign"/></button></div>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'assignee'"/></xsl:call-template>
        </form>
        <form method="post" class="actions" action="{/view/@base}/desk/tickets/{@ref}/set"><input type="hidden" name="csrf" value="{/view/@csrf}"/>
          <xsl:if test="@status!='in-progress'"><xsl:if test="@status!='closed'"><button class="btn small" name="status" value="in-progress" type="submit"><t:word key="desk.set.in-progress"/></button></xsl:if></xsl:if>
          <xsl:if test="@status!='on-hold'"><xsl:if test="@status!='closed'"><button class="btn small" name="status" value="on-hold" type="submit"><t:word key="desk.set.on-hold"/></button></xsl:if></xsl:if>
          <xsl:choose>
            <xsl:when test="@status='closed'"><button class="btn small" name="status" value="open" type="submit"><t:word key="desk.set.open"/></button></xsl:when>
            <xsl:otherwise><button class="btn small" name="status" value="closed" type="submit"><t:word key="desk.set.closed"/></button></xsl:otherwise>
          </xsl:choose>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'status'"/></xsl:call-template>
        </form>
      </div>
    </section>
  </xsl:template>

  <xsl:template match="client">
    <section class="panel" aria-labelledby="cl"><header><h2 id="cl"><xsl:value-of select="@account-name"/></h2></header>
      <div class="in"><dl class="facts">
        <div><dt><t:word key="desk.writes"/></dt><dd><xsl:value-of select="@name"/>, <t:word key="rights.{@rights}"/></dd></div>
        <div><dt><t:word key="field.email"/></dt><dd><a href="mailto:{@email}"><xsl:value-of select="@email"/></a></dd></div>
        <div><dt><t:word key="field.language"/></dt><dd><t:word key="language.{@language}"/></dd></div>
        <div><dt><t:word key="desk.since"/></dt><dd><time datetime="{@since}"><xsl:value-of select="@since-text"/></time></dd></div>
        <div><dt><t:word key="nav.tickets"/></dt><dd><xsl:value-of select="@tickets"/></dd></div>
      </dl></div>
    </section>
  </xsl:template>
</xsl:stylesheet>

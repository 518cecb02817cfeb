<!-- desk.xsl: the queue of the desk: its views, and the tickets in the order in which to take them.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.desk"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="queue">
        <nav class="rail" w:aria-label="queue.views">
          <div><h2><t:word key="queue.views"/></h2><ul class="list"><xsl:for-each select="queue/tab"><li><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="queue.view.{@name}"/><xsl:text> </xsl:text><span class="count"><xsl:value-of select="@count"/></span></a></li></xsl:for-each></ul></div>
          <xsl:if test="queue/department"><div><h2><t:word key="queue.departments"/></h2><ul class="list"><xsl:for-each select="queue/department"><li><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="@name"/><xsl:text> </xsl:text><span class="count"><xsl:value-of select="@count"/></span></a></li></xsl:for-each></ul></div></xsl:if>
        </nav>
        <div class="stack tight">
          <div class="head"><div>
            <h1><t:word key="queue.heading.{queue/@view}" n="queue/@total"/></h1>
            <xsl:if test="queue/@department-name"><p class="meta"><span><xsl:value-of select="queue/@department-name"/></span></p></xsl:if>
          </div></div>
          <xsl:call-template name="done"/>
          <xsl:apply-templates select="form"/>
          <xsl:apply-templates select="queue"/>
        </div>
      </div>
    </main>
  </xsl:template>

  <!-- the way to a ticket by its reference -->
  <xsl:template match="form">
    <form class="stack tight" role="search" method="get" p:action="/desk/">
      <div class="find"><label class="vh" for="ref"><t:word key="desk.find"/></label><input class="input" id="ref" name="ref" required="required" maxlength="20" autocomplete="off" spellcheck="false" w:placeholder="desk.find.example" value="{value[@name='ref']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'ref'"/></xsl:call-template></input><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#search"/></svg><button class="btn" type="submit"><t:word key="desk.open"/></button></div>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="'ref'"/></xsl:call-template>
    </form>
  </xsl:template>

  <xsl:template match="queue">
    <xsl:choose>
      <xsl:when test="ticket">
        <div class="panel"><div class="table">
          <table class="cards">
            <caption class="vh"><t:word key="queue.caption.{@view}"/></caption>
            <thead><tr><th scope="col"><t:word key="queue.ticket"/></th><xsl:if test="ticket/@waiting"><th scope="col"><t:word key="queue.why"/></th></xsl:if><th scope="col"><t:word key="queue.status"/></th><th scope="col"><t:word key="queue.assigned"/></th><th scope="col" class="num"><xsl:choose><xsl:when test="ticket/@waiting"><t:word key="queue.waiting"/></xsl:when><xsl:otherwise><t:word key="queue.changed"/></xsl:otherwise></xsl:choose></th></tr></thead>
            <tbody><xsl:for-each select="ticket"><xsl:call-template name="queue-row"/></xsl:for-each></tbody>
          </table>
        </div></div>
        <div class="pages">
          <xsl:if test="ticket/@waiting"><p class="key"><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="a" width="10" height="10" rx="2"/></svg><t:word key="queue.key.priority"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="b" width="10" height="10" rx="2"/></svg><t:word key="queue.key.channel"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="c" width="10" height="10" rx="2"/></svg><t:word key="queue.key.waiting"/></span></p></xsl:if>
          <xsl:if test="@previous"><a class="btn small" rel="prev" href="{/view/@base}{@previous}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="queue.previous"/></a></xsl:if>
          <xsl:if test="@next"><a class="btn small" rel="next" href="{/view/@base}{@next}"><t:word key="queue.next"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:if>
        </div>
      </xsl:when>
      <xsl:otherwise><section class="panel empty"><h2><t:word key="queue.empty.{@view}"/></h2></section></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="queue-row">
    <tr>
      <xsl:if test="@status='customer-reply'"><xsl:attribute name="data-new">yes</xsl:attribute></xsl:if>
      <th class="main" scope="row"><a class="title" p:href="/desk/tickets/{@ref}"><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><span><xsl:value-of select="@account-name"/><xsl:if test="@service-label"> · <xsl:value-of select="@service-label"/><xsl:if test="@service-status!='active'"> · <t:word key="service.status.{@service-status}"/></xsl:if></xsl:if></span><xsl:text> </xsl:text><span><xsl:value-of select="@department-name"/></span></span></th>
      <xsl:choose>
        <xsl:when test="@waiting"><td class="because full"><span class="pair small"><span class="meta"><xsl:call-template name="priority"/><xsl:text> </xsl:text><xsl:call-template name="channel"/></span><xsl:text> </xsl:text><b><t:word key="queue.score" hours="@score"/></b></span><svg class="chart why" width="100%" height="5" role="img"><xsl:attribute name="aria-label"><t:word key="queue.why.line" priority="@head-start-priority" channel="@head-start-channel" hours="@waiting-hours" minutes="@waiting-minutes" score="@score"/></xsl:attribute><rect class="rest" width="100%" height="5"/><rect class="a" width="{@share-priority}%" height="5"/><rect class="b" x="{@share-priority}%" width="{@share-channel}%" height="5"/><rect class="c" x="{@share-both}%" width="{@share-waiting}%" height="5"/></svg></td></xsl:when>
        <xsl:when test="../ticket/@waiting"><td class="because full"></td></xsl:when>
      </xsl:choose>
      <td><xsl:call-template name="ticket-badge"/></td>
      <td class="hide"><xsl:choose><xsl:when test="@mine"><t:word key="queue.you"/></xsl:when><xsl:when test="@assignee"><xsl:value-of select="@assignee"/></xsl:when><xsl:otherwise><span class="quiet"><t:word key="queue.nobody"/></span></xsl:otherwise></xsl:choose></td>
      <td class="num"><xsl:attribute name="data-label"><xsl:choose><xsl:when test="@waiting"><t:word key="queue.waiting"/></xsl:when><xsl:otherwise><t:word key="queue.changed"/></xsl:otherwise></xsl:choose></xsl:attribute><xsl:choose>
        <xsl:when test="not(@waiting)"><time datetime="{@updated}"><xsl:value-of select="@updated-text"/></time></xsl:when>
        <xsl:when test="@waiting-days &gt; 2"><t:word key="queue.days" n="@waiting-days"/></xsl:when>
        <xsl:when test="@waiting-hours &gt; 0"><t:word key="queue.hours" hours="@waiting-hours" minutes="@waiting-minutes"/></xsl:when>
        <xsl:otherwise><t:word key="queue.minutes" n="@waiting-minutes"/></xsl:otherwise>
      </xsl:choose></td>
    </tr>
  </xsl:template>
</xsl:stylesheet>

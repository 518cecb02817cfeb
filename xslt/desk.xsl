<!-- desk.xsl: the queue of the desk: its views, and the tickets in the order in which to take them.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:include href="components/keys.xsl"/>
  <xsl:include href="components/level.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:include href="components/rail.xsl"/>
  <xsl:template match="view" mode="title"><xsl:call-template name="waiting-first"/><t:word key="nav.desk"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="queue">
        <xsl:for-each select="queue"><xsl:call-template name="rail"/></xsl:for-each>
        <div class="stack tight">
          <div class="head"><div>
            <h1><xsl:choose><xsl:when test="queue/@total"><t:word key="queue.heading.{queue/@view}" n="queue/@total"/></xsl:when><xsl:otherwise><t:word key="queue.view.{queue/@view}"/></xsl:otherwise></xsl:choose></h1>
          </div></div>
          <xsl:call-template name="done"/>
          <xsl:apply-templates select="moved"/>
          <xsl:if test="problem[not(@field='q')]"><xsl:call-template name="problems"/></xsl:if>
          <xsl:apply-templates select="form"/>
          <xsl:if test="not(queue/@nowhere)"><xsl:apply-templates select="queue" mode="filters"/></xsl:if>
          <xsl:apply-templates select="queue" mode="search"/>
          <xsl:apply-templates select="queue"/>
        </div>
      </div>
      <xsl:call-template name="keys"/>
    </main>
  </xsl:template>

  <!-- where a ticket went that is not here any more -->
  <xsl:template match="moved">
    <div class="banner" data-tone="ok" role="status"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#check"/></svg><p class="grow"><xsl:choose><xsl:when test="@department-name"><t:word key="queue.moved" ref="@ref" department="@department-name"/></xsl:when><xsl:otherwise><t:word key="queue.moved.away" ref="@ref"/></xsl:otherwise></xsl:choose></p></div>
  </xsl:template>

  <!-- the search, and the way to a ticket by its reference: what narrows the list stays -->
  <xsl:template match="form">
    <form class="stack tight" role="search" method="get" p:action="/desk/">
      <xsl:for-each select="../queue">
        <xsl:choose>
          <xsl:when test="@words"><xsl:if test="@view!='all'"><input type="hidden" name="view" value="{@view}"/></xsl:if></xsl:when>
          <xsl:when test="@view!='waiting'"><input type="hidden" name="view" value="{@view}"/></xsl:when>
        </xsl:choose>
        <xsl:for-each select="filter[@name!='q']"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
      </xsl:for-each>
      <div class="find"><label class="vh" for="q"><t:word key="desk.find"/></label><input class="input" type="search" id="q" name="q" required="required" maxlength="200" autocomplete="off" spellcheck="false" w:placeholder="desk.find.example" value="{value[@name='q']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'q'"/></xsl:call-template></input><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#search"/></svg><button class="btn" type="submit"><t:word key="desk.open"/></button></div>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="'q'"/></xsl:call-template>
    </form>
  </xsl:template>

  <!-- what narrows the list: each with the way out of it; and the form to choose by -->
  <xsl:template match="queue" mode="filters">
    <div class="filters">
      <xsl:if test="filter"><ul class="chips" w:aria-label="queue.filtered"><xsl:for-each select="filter"><li><a class="chip" href="{/view/@base}{@remove}"><span><t:word key="queue.filter.{@name}"/>: <b><xsl:choose>
        <xsl:when test="@text"><xsl:value-of select="@text"/></xsl:when>
        <xsl:when test="@name='assignee'"><t:word key="queue.nobody"/></xsl:when>
        <xsl:otherwise><t:word key="{@name}.{@value}"/></xsl:otherwise>
      </xsl:choose></b></span><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#x"/></svg><span class="vh"><t:word key="queue.filter.remove"/></span></a></li></xsl:for-each></ul></xsl:if>
      <details class="fold">
        <summary><t:word key="queue.filter"/></summary>
        <form class="body" method="get" p:action="/desk/">
          <xsl:if test="@view!='waiting' or @words"><input type="hidden" name="view" value="{@view}"/></xsl:if>
          <xsl:for-each select="filter[@name='client' or @name='service' or @name='q']"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
          <div class="fields">
            <div class="field"><label for="department"><t:word key="queue.filter.department"/></label><select class="input" id="department" name="department"><option value=""><t:word key="queue.filter.any"/></option><xsl:for-each select="department"><option value="{@slug}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select></div>
            <div class="field"><label for="priority"><t:word key="queue.filter.priority"/></label><select class="input" id="priority" name="priority"><option value=""><t:word key="queue.filter.any"/></option><xsl:call-template name="choice"><xsl:with-param name="name" select="'priority'"/><xsl:with-param name="value" select="'urgent'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'priority'"/><xsl:with-param name="value" select="'high'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'priority'"/><xsl:with-param name="value" select="'medium'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'priority'"/><xsl:with-param name="value" select="'low'"/></xsl:call-template></select></div>
            <xsl:if test="agent and @view!='mine' and @view!='unassigned'"><div class="field"><label for="assignee"><t:word key="queue.filter.assignee"/></label><select class="input" id="assignee" name="assignee"><option value=""><t:word key="queue.filter.any"/></option><option value="none"><xsl:if test="filter[@name='assignee']/@value='none'"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:word key="queue.nobody"/></option><xsl:for-each select="agent"><option value="{@id}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select></div></xsl:if>
            <div class="field"><label for="channel"><t:word key="queue.filter.channel"/></label><select class="input" id="channel" name="channel"><option value=""><t:word key="queue.filter.any"/></option><xsl:call-template name="choice"><xsl:with-param name="name" select="'channel'"/><xsl:with-param name="value" select="'portal'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'channel'"/><xsl:with-param name="value" select="'email'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'channel'"/><xsl:with-param name="value" select="'email-unverified'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'channel'"/><xsl:with-param name="value" select="'api'"/></xsl:call-template><xsl:call-template name="choice"><xsl:with-param name="name" select="'channel'"/><xsl:with-param name="value" select="'staff'"/></xsl:call-template></select></div>
          </div>
          <button class="btn" type="submit"><t:word key="queue.filter.show"/></button>
        </form>
      </details>
    </div>
  </xsl:template>

  <!-- what there is to know about what was found -->
  <xsl:template match="queue" mode="search">
    <xsl:if test="@cut"><p class="meta"><t:word key="queue.found.cut" n="@words"/></p></xsl:if>
    <xsl:if test="@behind"><p class="meta"><t:word key="queue.found.behind" n="@behind"/></p></xsl:if>
  </xsl:template>

  <!-- a choice of a filter; context: queue. Parameters: name, of the filter; value, of the choice -->
  <xsl:template name="choice">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <option value="{$value}"><xsl:if test="filter[@name=$name]/@value=$value"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:word key="{$name}.{$value}"/></option>
  </xsl:template>

  <!-- the ways to the pages beside this one -->
  <xsl:template name="pages">
    <xsl:if test="@looked"><p class="grow"><t:word key="queue.looked" n="@looked"/></p></xsl:if>
    <xsl:if test="@previous"><a class="btn small" rel="prev" href="{/view/@base}{@previous}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="queue.previous"/></a></xsl:if>
    <xsl:if test="@next"><a class="btn small" rel="next" href="{/view/@base}{@next}"><xsl:choose><xsl:when test="@looked"><t:word key="queue.go-on"/></xsl:when><xsl:otherwise><t:word key="queue.next"/></xsl:otherwise></xsl:choose><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:if>
  </xsl:template>

  <xsl:template match="queue">
    <xsl:choose>
      <xsl:when test="ticket">
        <form class="panel" method="post" action="{/view/@base}{@bulk}"><input type="hidden" name="csrf" value="{/view/@csrf}"/><div class="table">
          <table class="cards">
            <caption class="vh"><xsl:choose><xsl:when test="@words"><t:word key="queue.caption.found"/></xsl:when><xsl:otherwise><t:word key="queue.caption.{@view}"/></xsl:otherwise></xsl:choose></caption>
            <thead><tr><td class="pick"></td><th scope="col"><t:word key="queue.ticket"/></th><xsl:if test="ticket/@waiting"><th scope="col"><t:word key="queue.why"/></th></xsl:if><th scope="col"><t:word key="queue.status"/></th><th scope="col"><t:word key="queue.assigned"/></th><th scope="col" class="num"><xsl:choose><xsl:when test="ticket/@waiting"><t:word key="queue.waiting"/></xsl:when><xsl:otherwise><t:word key="queue.changed"/></xsl:otherwise></xsl:choose></th></tr></thead>
            <tbody><xsl:for-each select="ticket"><xsl:call-template name="queue-row"/></xsl:for-each></tbody>
          </table>
        </div><xsl:call-template name="bulk"/></form>
        <div class="pages">
          <xsl:if test="ticket/@waiting"><p class="key"><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="a" width="10" height="10" rx="2"/></svg><t:word key="queue.key.priority"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="b" width="10" height="10" rx="2"/></svg><t:word key="queue.key.channel"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="c" width="10" height="10" rx="2"/></svg><t:word key="queue.key.waiting"/></span></p></xsl:if>
          <xsl:call-template name="pages"/>
        </div>
      </xsl:when>
      <xsl:when test="@nowhere"><section class="panel empty"><h2><t:word key="queue.nowhere"/></h2><p><t:word key="queue.nowhere.then"/></p></section></xsl:when>
      <xsl:otherwise>
        <section class="panel empty"><h2><xsl:choose><xsl:when test="@looked"><t:word key="queue.empty.looked"/></xsl:when><xsl:when test="@words=0"><t:word key="queue.empty.words"/></xsl:when><xsl:when test="@words"><t:word key="queue.empty.found"/></xsl:when><xsl:when test="filter"><t:word key="queue.empty.filtered"/></xsl:when><xsl:otherwise><t:word key="queue.empty.{@view}"/></xsl:otherwise></xsl:choose></h2></section>
        <xsl:if test="@previous or @next"><div class="pages"><xsl:call-template name="pages"/></div></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- what can be done to the tickets that are ticked: there once one is; context: queue -->
  <xsl:template name="bulk">
    <div class="chosen">
      <span><output></output><xsl:text> </xsl:text><t:word key="queue.picked"/></span>
      <select class="input" name="assignee" w:aria-label="queue.bulk.assignee"><option value=""><t:word key="queue.bulk.assignee"/></option><option value="none"><t:word key="queue.nobody"/></option><xsl:for-each select="agent"><option value="{@id}"><xsl:value-of select="@name"/></option></xsl:for-each></select>
      <select class="input" name="department" w:aria-label="queue.bulk.department"><option value=""><t:word key="queue.bulk.department"/></option><xsl:for-each select="department"><option value="{@slug}"><xsl:value-of select="@name"/></option></xsl:for-each></select>
      <select class="input" name="priority" w:aria-label="queue.bulk.priority"><option value=""><t:word key="queue.bulk.priority"/></option><option value="urgent"><t:word key="priority.urgent"/></option><option value="high"><t:word key="priority.high"/></option><option value="medium"><t:word key="priority.medium"/></option><option value="low"><t:word key="priority.low"/></option></select>
      <label class="tick"><input type="checkbox" name="status" value="closed"/><span><t:word key="queue.bulk.close"/></span></label>
      <button class="btn" type="submit"><t:word key="queue.bulk.change"/></button>
    </div>
  </xsl:template>

  <xsl:template name="queue-row">
    <tr>
      <xsl:if test="@new"><xsl:attribute name="data-new"><xsl:value-of select="@new"/></xsl:attribute></xsl:if>
      <td class="pick"><input type="checkbox" name="ticket" value="{@ref}"><xsl:attribute name="aria-label"><t:word key="queue.pick" ref="@ref"/></xsl:attribute><xsl:if test="/view/form/value[@name='ticket'] = @ref"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input></td>
      <th class="main" scope="row"><a class="title" p:href="/desk/tickets/{@ref}"><xsl:if test="@new"><span class="vh"><t:word key="queue.new.{@new}"/></span></xsl:if><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><span><a class="over" p:href="/desk/?client={@client}"><xsl:value-of select="@account-name"/></a><xsl:if test="@service-label"> · <a class="over" p:href="/desk/?service={@service}"><xsl:value-of select="@service-label"/></a><xsl:if test="@service-status!='active'"> · <t:word key="service.status.{@service-status}"/></xsl:if></xsl:if></span> · <span><xsl:value-of select="@department-name"/></span></span></th>
      <xsl:choose>
        <xsl:when test="@waiting"><td class="because full"><span class="pair small"><span class="meta"><xsl:call-template name="priority"/><xsl:text> </xsl:text><xsl:call-template name="channel"/></span><xsl:text> </xsl:text><b><t:word key="queue.score" hours="@score"/></b></span><svg class="chart why" width="100%" height="5" role="img"><xsl:attribute name="aria-label"><t:word key="queue.why.line" priority="@head-start-priority" channel="@head-start-channel" hours="@waiting-hours" minutes="@waiting-minutes" score="@score"/></xsl:attribute><rect class="rest" width="100%" height="5"/><rect class="a" width="{@share-priority}%" height="5"/><rect class="b" x="{@share-priority}%" width="{@share-channel}%" height="5"/><rect class="c" x="{@share-both}%" width="{@share-waiting}%" height="5"/></svg><xsl:call-template name="due-badge"/></td></xsl:when>
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

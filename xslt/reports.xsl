<!-- reports.xsl: the reports of the desk: charts, each with its table. A bar that is filled and one that is hatched, a thick line
     and a thin dashed one tell what is what without colour; every number stands beside its bar, or in the table.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'reports'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.reports"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="head">
        <div><h1><t:word key="nav.reports"/></h1><p class="meta dates"><span><t:word key="reports.days" from="reports/@from-text" to="reports/@to-text"/><xsl:for-each select="reports/department[@chosen]">, <xsl:value-of select="@name"/></xsl:for-each></span></p></div>
        <xsl:apply-templates select="reports" mode="choose"/>
      </div>
      <div class="stack"><xsl:apply-templates select="reports"/></div>
    </main>
  </xsl:template>

  <!-- which days, which department -->
  <xsl:template match="reports" mode="choose">
    <form class="actions" method="get" p:action="/desk/reports">
      <label class="vh" for="period"><t:word key="reports.period"/></label>
      <select id="period" name="period" class="auto"><xsl:if test="@range"><option value="" selected="selected"><t:word key="reports.range"/></option></xsl:if><xsl:for-each select="period"><option value="{@value}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:choose><xsl:when test="@days"><t:word key="reports.last" n="@days"/></xsl:when><xsl:otherwise><t:word key="reports.month" month="@month" year="@year"/></xsl:otherwise></xsl:choose></option></xsl:for-each></select>
      <xsl:text> </xsl:text><label class="small" for="from"><t:word key="reports.from"/></label><xsl:text> </xsl:text><input class="input auto" type="date" id="from" name="from" max="{@today}"><xsl:if test="@range"><xsl:attribute name="value"><xsl:value-of select="@from"/></xsl:attribute></xsl:if></input>
      <xsl:text> </xsl:text><label class="small" for="to"><t:word key="reports.to"/></label><xsl:text> </xsl:text><input class="input auto" type="date" id="to" name="to" max="{@today}"><xsl:if test="@range"><xsl:attribute name="value"><xsl:value-of select="@to"/></xsl:attribute></xsl:if></input>
      <xsl:text> </xsl:text><label class="vh" for="department"><t:word key="reports.department"/></label>
      <select id="department" name="department" class="auto"><option value=""><t:word key="reports.all"/></option><xsl:for-each select="department"><option value="{@slug}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select>
      <xsl:text> </xsl:text><button class="btn" type="submit"><t:word key="reports.show"/></button>
    </form>
  </xsl:template>

  <xsl:template match="reports">
    <xsl:if test="@since"><div class="banner" data-tone="warn" role="status"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg><p><t:word key="reports.behind" moment="@since-moment"/></p></div></xsl:if>
    <xsl:if test="@cut"><div class="banner" data-tone="info" role="status"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#info"/></svg><p><t:word key="reports.cut" n="@cut"/></p></div></xsl:if>
    <xsl:choose>
      <xsl:when test="@nowhere"><section class="panel empty"><h2><t:word key="queue.nowhere"/></h2><p><t:word key="queue.nowhere.then"/></p></section></xsl:when>
      <xsl:when test="@empty"><section class="panel empty"><h2><t:word key="reports.empty"/></h2><p><t:word key="reports.empty.then"/></p></section></xsl:when>
      <xsl:otherwise>
        <div class="even four"><xsl:apply-templates select="total" mode="number"/><xsl:apply-templates select="total[@measure!='opened']" mode="time"/></div>
        <xsl:apply-templates select="days"/>
        <div class="even charts"><xsl:apply-templates select="group"/></div>
        <xsl:apply-templates select="ratings"/>
        <xsl:apply-templates select="hours"/>
        <p class="small quiet"><t:word key="reports.how" zone="@zone"/></p>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the figures of all; context: total. How many, of opened and solved; how long it took, of answered and solved -->
  <xsl:template match="total" mode="number"><xsl:if test="@measure!='answered'">
    <section class="panel"><div class="in stack tight"><h2 class="small quiet"><t:word key="reports.total.n.{@measure}"/></h2><p class="figure"><xsl:value-of select="@n"/></p></div></section>
  </xsl:if></xsl:template>
  <xsl:template match="total" mode="time">
    <section class="panel"><div class="in stack tight"><h2 class="small quiet"><t:word key="reports.total.{@measure}"/></h2><p class="figure"><xsl:choose><xsl:when test="half"><xsl:for-each select="half"><xsl:call-template name="length"/></xsl:for-each></xsl:when><xsl:otherwise>–</xsl:otherwise></xsl:choose></p><xsl:if test="ninth"><p class="small"><t:word key="reports.ninth"/><xsl:text> </xsl:text><xsl:for-each select="ninth"><xsl:call-template name="length"/></xsl:for-each></p></xsl:if></div></section>
  </xsl:template>

  <!-- a length of time; context: half or ninth -->
  <xsl:template name="length"><xsl:choose>
    <xsl:when test="@days"><t:word key="reports.length.days" days="@days" hours="@hours"/></xsl:when>
    <xsl:when test="@hours"><t:word key="queue.hours" hours="@hours" minutes="@minutes"/></xsl:when>
    <xsl:otherwise><t:word key="queue.minutes" n="@minutes"/></xsl:otherwise>
  </xsl:choose></xsl:template>

  <!-- the way to a table for spreadsheets; context: child of reports. Parameters: table; by (which rows of it); heading (id of
       what it is a table of) -->
  <xsl:template name="csv">
    <xsl:param name="table"/>
    <xsl:param name="by"/>
    <xsl:param name="heading"/>
    <a class="btn small no-print" id="csv-{$heading}" aria-labelledby="csv-{$heading} {$heading}" download="download" href="{/view/@base}/desk/reports/{$table}.csv{../@query}{$by}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#download"/></svg><xsl:text>CSV</xsl:text></a>
  </xsl:template>

  <!-- lines across a bar that stands for closed tickets: the same without colour -->
  <xsl:template name="hatch">
    <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="b" width="3" height="6"/></pattern></defs>
  </xsl:template>

  <!-- opened above the line, closed below it -->
  <xsl:template match="days">
    <section class="panel" aria-labelledby="days">
      <header><h2 id="days"><t:word key="reports.days.{@grain}"/></h2><p class="key"><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="a" width="10" height="10" rx="2"/></svg><t:word key="reports.opened.up"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="closed" width="10" height="10" rx="2"/></svg><t:word key="reports.closed.down"/></span></p><xsl:call-template name="csv"><xsl:with-param name="table" select="'days'"/><xsl:with-param name="heading" select="'days'"/></xsl:call-template></header>
      <figure class="in"><svg class="chart" width="100%" height="212" role="img"><xsl:attribute name="aria-label"><t:word key="reports.days.chart" from="../@from-text" to="../@to-text"/></xsl:attribute>
        <xsl:call-template name="hatch"/>
        <xsl:for-each select="axis"><svg y="96" overflow="visible"><g class="axis"><svg y="-{@height}" overflow="visible"><line x1="7%" x2="100%"/><text x="6%" y="4" text-anchor="end"><xsl:value-of select="@value"/></text></svg><svg y="{@height}" overflow="visible"><line x1="7%" x2="100%"/><text x="6%" y="4" text-anchor="end"><xsl:value-of select="@value"/></text></svg></g></svg></xsl:for-each>
        <text x="6%" y="100" text-anchor="end">0</text>
        <xsl:for-each select="bar"><svg y="96" overflow="visible"><svg y="-{@opened-height}" overflow="visible"><rect class="a" x="{@x}%" width="{@width}%" height="{@opened-height}"/></svg><rect class="closed" x="{@x}%" y="1" width="{@width}%" height="{@closed-height}"/></svg></xsl:for-each>
        <line class="zero" x1="7%" x2="100%" y1="96.5" y2="96.5"/>
        <xsl:for-each select="bar[@label]"><text x="{@middle}%" y="206" text-anchor="middle"><xsl:if test="@label='wide'"><xsl:attribute name="class">alt</xsl:attribute></xsl:if><xsl:choose><xsl:when test="../@grain='month'"><xsl:value-of select="@month"/></xsl:when><xsl:otherwise><t:word key="reports.date" date="@date" month="@month"/></xsl:otherwise></xsl:choose></text></xsl:for-each>
      </svg></figure>
      <footer><details class="fold grow"><summary><t:word key="reports.numbers"/></summary><div class="table">
        <table><thead><tr><th scope="col"><t:word key="reports.grain.{@grain}"/></th><th scope="col" class="num"><t:word key="reports.opened"/></th><th scope="col" class="num"><t:word key="reports.closed"/></th></tr></thead>
          <tbody><xsl:for-each select="bar"><tr><th scope="row"><xsl:choose><xsl:when test="../@grain='month'"><t:word key="reports.month" month="@month" year="@year"/></xsl:when><xsl:otherwise><time datetime="{@day}"><xsl:value-of select="@text"/></time></xsl:otherwise></xsl:choose></th><td class="num"><xsl:value-of select="@opened"/></td><td class="num"><xsl:value-of select="@closed"/></td></tr></xsl:for-each></tbody></table></div></details></footer>
    </section>
  </xsl:template>

  <!-- what a row is called; context: row -->
  <xsl:template name="row-name"><xsl:choose><xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when><xsl:when test="../@by='agent'"><t:word key="reports.nobody"/></xsl:when><xsl:otherwise><t:word key="reports.{../@by}.{@word}"/></xsl:otherwise></xsl:choose></xsl:template>

  <!-- first answers, solutions, or tickets, by one thing -->
  <xsl:template match="group">
    <section class="panel" aria-labelledby="{@measure}-{@by}">
      <header><h2 id="{@measure}-{@by}"><t:word key="reports.{@measure}.by.{@by}"/></h2><xsl:call-template name="csv"><xsl:with-param name="table" select="'times'"/><xsl:with-param name="by" select="concat('&amp;by=', @by)"/><xsl:with-param name="heading" select="concat(@measure, '-', @by)"/></xsl:call-template></header>
      <xsl:choose>
        <xsl:when test="not(row)"><p class="in quiet"><t:word key="reports.none.{@measure}"/></p></xsl:when>
        <xsl:otherwise>
          <figure class="in"><svg class="chart" width="100%" height="{@height}" role="img"><xsl:attribute name="aria-label"><t:word key="reports.{@measure}.chart"/></xsl:attribute>
            <xsl:for-each select="row"><svg y="{@y}" overflow="visible"><text class="strong" x="0" y="13"><xsl:call-template name="row-name"/></text><xsl:choose>
              <xsl:when test="half"><text x="100%" y="13" text-anchor="end"><xsl:for-each select="half"><xsl:call-template name="length"/></xsl:for-each> – <xsl:for-each select="ninth"><xsl:call-template name="length"/></xsl:for-each></text><line class="reach" x1="0" x2="{ninth/@share}%" y1="24" y2="24"/><svg x="{ninth/@share}%" overflow="visible"><line class="end" x1="-1" x2="-1" y1="19" y2="29"/></svg><rect class="a" y="20" width="{half/@share}%" height="8"/></xsl:when>
              <xsl:otherwise><text x="100%" y="13" text-anchor="end"><xsl:value-of select="@n"/></text><rect class="a" y="20" width="{@share}%" height="8"/></xsl:otherwise>
            </xsl:choose></svg></xsl:for-each>
          </svg><xsl:if test="row/half"><figcaption class="key"><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><rect class="a" y="1" width="10" height="8"/></svg><t:word key="reports.half"/></span><xsl:text> </xsl:text><span><svg viewBox="0 0 10 10" aria-hidden="true" class="chart"><line class="reach" x1="0" x2="9" y1="5" y2="5"/><line class="end" x1="9" x2="9" y1="1" y2="9"/></svg><t:word key="reports.ninth"/></span></figcaption></xsl:if></figure>
          <div class="table"><table><thead><tr><th scope="col"><t:word key="reports.by.{@by}"/></th><xsl:if test="row/half"><th scope="col" class="num"><t:word key="reports.half"/></th><th scope="col" class="num"><t:word key="reports.ninth"/></th></xsl:if><th scope="col" class="num"><t:word key="reports.n.{@measure}"/></th></tr></thead>
            <tbody><xsl:for-each select="row"><tr><th scope="row"><xsl:call-template name="row-name"/></th><xsl:if test="half"><td class="num"><xsl:for-each select="half"><xsl:call-template name="length"/></xsl:for-each></td><td class="num"><xsl:for-each select="ninth"><xsl:call-template name="length"/></xsl:for-each></td></xsl:if><td class="num"><xsl:value-of select="@n"/></td></tr></xsl:for-each></tbody></table></div>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <!-- what clients thought: how many of each number of stars; the average of each department and agent -->
  <xsl:template match="ratings">
    <section class="panel" aria-labelledby="ratings">
      <header><h2 id="ratings"><t:word key="reports.ratings"/></h2><p class="key"><span><t:word key="reports.rated" n="@n"/>, <t:word key="reports.average" whole="@whole" tenth="@tenth"/></span></p></header>
      <figure class="in"><svg class="chart" width="100%" height="210" role="img"><xsl:attribute name="aria-label"><t:word key="reports.ratings.chart"/></xsl:attribute>
        <xsl:for-each select="stars"><svg y="{@y}" overflow="visible"><text class="strong" x="0" y="13"><t:word key="reports.stars" n="@value"/></text><text x="100%" y="13" text-anchor="end"><xsl:value-of select="@n"/></text><rect class="a" y="20" width="{@share}%" height="8"/></svg></xsl:for-each>
      </svg></figure>
      <div class="table"><table><thead><tr><th scope="col"><t:word key="reports.starred"/></th><th scope="col" class="num"><t:word key="reports.n.rated"/></th></tr></thead><tbody><xsl:for-each select="stars"><tr><th scope="row"><t:word key="reports.stars" n="@value"/></th><td class="num"><xsl:value-of select="@n"/></td></tr></xsl:for-each></tbody></table></div>
      <div class="table"><table><thead><tr><th scope="col"><t:word key="reports.by.department"/> / <t:word key="reports.by.agent"/></th><th scope="col" class="num"><t:word key="reports.averaged"/></th><th scope="col" class="num"><t:word key="reports.n.rated"/></th></tr></thead><tbody><xsl:for-each select="rated"><tr><th scope="row"><xsl:choose><xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when><xsl:otherwise><t:word key="reports.nobody"/></xsl:otherwise></xsl:choose></th><td class="num"><t:word key="reports.average" whole="@whole" tenth="@tenth"/></td><td class="num"><xsl:value-of select="@n"/></td></tr></xsl:for-each></tbody></table></div>
    </section>
  </xsl:template>

  <!-- when tickets come: a line of bars for each day of the week -->
  <xsl:template match="hours">
    <xsl:variable name="width" select="@width"/>
    <section class="panel" aria-labelledby="hours">
      <header><h2 id="hours"><t:word key="reports.hours"/></h2><xsl:call-template name="csv"><xsl:with-param name="table" select="'hours'"/><xsl:with-param name="heading" select="'hours'"/></xsl:call-template></header>
      <figure class="in"><svg class="chart" width="100%" height="248" role="img"><xsl:attribute name="aria-label"><t:word key="reports.hours.chart"/></xsl:attribute>
        <xsl:for-each select="hour"><xsl:if test="position()=1"><xsl:for-each select="cell"><svg y="{@base}" overflow="visible"><text x="0" y="-6"><t:word key="reports.weekday.{@weekday}"/></text><line class="zero" x1="13%" x2="100%" y1=".5" y2=".5"/></svg></xsl:for-each></xsl:if></xsl:for-each>
        <xsl:for-each select="hour"><xsl:variable name="x" select="@x"/><xsl:for-each select="cell"><rect class="a" x="{$x}%" y="{@y}" width="{$width}%" height="{@height}"/></xsl:for-each><text x="{@middle}%" y="244" text-anchor="middle"><xsl:if test="@label='wide'"><xsl:attribute name="class">alt</xsl:attribute></xsl:if><xsl:if test="@label"><xsl:value-of select="@from"/></xsl:if></text></xsl:for-each>
      </svg></figure>
      <footer><details class="fold grow"><summary><t:word key="reports.numbers"/></summary><div class="table">
        <table class="dense"><thead><tr><th scope="col"><t:word key="reports.hour"/></th><xsl:for-each select="hour"><xsl:if test="position()=1"><xsl:for-each select="cell"><th scope="col" class="num"><t:word key="reports.weekday.{@weekday}"/></th></xsl:for-each></xsl:if></xsl:for-each></tr></thead>
          <tbody><xsl:for-each select="hour"><tr><th scope="row"><xsl:value-of select="@from"/>–<xsl:value-of select="@until"/></th><xsl:for-each select="cell"><td class="num"><xsl:value-of select="@n"/></td></xsl:for-each></tr></xsl:for-each></tbody></table></div></details></footer>
    </section>
  </xsl:template>
</xsl:stylesheet>

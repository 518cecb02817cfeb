<!-- components/admin.xsl: the pages of the administration: their areas, lists with filters, forms. A page imports this instead
     of layout.xsl, and overrides a template where it has something of its own.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="../layout.xsl"/>
  <xsl:variable name="section" select="'admin'"/>

  <xsl:template match="view" mode="title"><xsl:call-template name="admin-heading"/></xsl:template>

  <xsl:template name="admin-heading">
    <xsl:choose><xsl:when test="heading!=''"><xsl:value-of select="heading"/></xsl:when><xsl:otherwise><t:word key="admin.page.{@page}"/></xsl:otherwise></xsl:choose>
  </xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap" tabindex="-1">
      <div class="queue">
        <nav class="rail" w:aria-label="admin.areas">
          <div><h2><t:word key="admin.areas"/></h2><ul class="list"><xsl:for-each select="area"><li><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="admin.area.{@name}"/></a></li></xsl:for-each></ul></div>
        </nav>
        <div class="stack tight">
          <div class="head"><div>
            <h1><xsl:call-template name="admin-heading"/></h1>
            <xsl:if test="sub or link"><p class="meta"><xsl:for-each select="sub"><span><xsl:value-of select="."/></span></xsl:for-each><xsl:for-each select="link"><a href="{/view/@base}{@address}"><t:word key="admin.do.{@name}"/></a></xsl:for-each></p></xsl:if>
          </div></div>
          <xsl:call-template name="done"/>
          <xsl:call-template name="admin-problems"/>
          <xsl:call-template name="admin-content"/>
        </div>
      </div>
    </main>
  </xsl:template>

  <!-- context: view -->
  <xsl:template name="admin-content">
    <xsl:if test="fact"><section class="panel" w:aria-label="admin.facts"><div class="in"><dl class="facts"><xsl:for-each select="fact"><div><dt><t:word key="admin.field.{@name}"/></dt><dd><xsl:choose><xsl:when test="@name='state' and /view/@page='admin-service'"><xsl:call-template name="admin-state"/></xsl:when><xsl:when test="@word"><t:word key="admin.value.{@word}"/></xsl:when><xsl:otherwise><xsl:value-of select="."/></xsl:otherwise></xsl:choose></dd></div></xsl:for-each></dl></div></section></xsl:if>
    <xsl:apply-templates select="list|edit"/>
  </xsl:template>

  <!-- what is wrong, with a link to each field; context: view -->
  <xsl:template name="admin-problems">
    <xsl:if test="problem">
      <div class="banner" data-tone="bad" role="alert"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><div class="grow"><strong><t:word key="problem.admin"/></strong>
        <ul><xsl:for-each select="problem"><li><xsl:call-template name="problem"/></li></xsl:for-each></ul>
      </div></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="list">
    <section class="panel" id="list-{@name}" aria-labelledby="list-{@name}-heading">
      <header><h2 id="list-{@name}-heading"><t:word key="admin.list.{@name}"/></h2><xsl:if test="link"><span class="actions"><xsl:for-each select="link[@name!='next' and @name!='previous']"><a class="btn small" href="{/view/@base}{@address}"><t:word key="admin.do.{@name}"/></a></xsl:for-each></span></xsl:if></header>
      <xsl:if test="filter"><xsl:call-template name="admin-filters"/></xsl:if>
      <xsl:choose>
        <xsl:when test="row or change or mail">
          <div class="table"><xsl:call-template name="admin-table"/></div>
        </xsl:when>
        <xsl:otherwise><p class="in quiet"><t:word key="admin.none.{@name}"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="button or link[@name='next'] or link[@name='previous']">
        <footer>
          <xsl:for-each select="link[@name='previous']"><a class="btn small" rel="prev" href="{/view/@base}{@address}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="admin.do.previous"/></a></xsl:for-each>
          <xsl:for-each select="button"><xsl:call-template name="admin-button"/></xsl:for-each>
          <xsl:for-each select="link[@name='next']"><a class="btn small" rel="next" href="{/view/@base}{@address}"><t:word key="admin.do.next"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:for-each>
        </footer>
      </xsl:if>
    </section>
  </xsl:template>

  <!-- the rows; context: list -->
  <xsl:template name="admin-table">
    <table class="cards">
      <caption class="vh"><t:word key="admin.list.{@name}"/></caption>
      <thead><tr><xsl:for-each select="column"><th scope="col"><t:word key="admin.field.{@name}"/></th></xsl:for-each><xsl:if test="row/button"><th scope="col"><span class="vh"><t:word key="admin.do"/></span></th></xsl:if></tr></thead>
      <tbody><xsl:for-each select="row"><tr><xsl:apply-templates select="cell"/><xsl:if test="../row/button"><td><xsl:for-each select="button"><xsl:call-template name="admin-button"><xsl:with-param name="of" select="../cell[1]"/></xsl:call-template></xsl:for-each></td></xsl:if></tr></xsl:for-each></tbody>
    </table>
  </xsl:template>

  <!-- the first cell names the row and leads to it -->
  <xsl:template match="cell">
    <xsl:choose>
      <xsl:when test="position()=1"><th class="main" scope="row"><xsl:choose><xsl:when test="../@address"><a class="title" href="{/view/@base}{../@address}"><xsl:call-template name="admin-cell"/></a></xsl:when><xsl:otherwise><xsl:call-template name="admin-cell"/></xsl:otherwise></xsl:choose></th></xsl:when>
      <xsl:otherwise><td><xsl:if test="@name='email' or @name='departments' or @name='department' or @name='recipient' or @name='hook-state'"><xsl:attribute name="class">full</xsl:attribute></xsl:if><xsl:attribute name="data-label"><t:word key="admin.field.{@name}"/></xsl:attribute><span class="value"><xsl:call-template name="admin-cell"/></span></td></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- context: cell -->
  <xsl:template name="admin-cell">
    <xsl:choose>
      <xsl:when test="@name='state' and ../../@name='services'"><xsl:call-template name="admin-state"/></xsl:when>
      <xsl:when test="@word"><t:word key="admin.value.{@word}"/></xsl:when>
      <xsl:when test="@at"><time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></xsl:when>
      <xsl:when test="@number"><xsl:value-of select="@number"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the state of a service; context: cell or fact -->
  <xsl:template name="admin-state"><span class="badge" data-status="{@word}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-{@word}"/></svg><t:word key="admin.value.{@word}"/></span></xsl:template>

  <!-- a form of one button. Context: button; of: what it is about, for who does not see the row -->
  <xsl:template name="admin-button">
    <xsl:param name="of"/>
    <form method="post" action="{/view/@base}{@address}"><input type="hidden" name="csrf" value="{/view/@csrf}"/><xsl:for-each select="hidden"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each><button class="btn small" type="submit"><t:word key="admin.do.{@name}"/><xsl:if test="$of!=''"><span class="vh"><xsl:text> </xsl:text><xsl:value-of select="$of"/></span></xsl:if></button></form>
  </xsl:template>

  <!-- context: list -->
  <xsl:template name="admin-filters">
    <div class="in filters"><details class="fold"><xsl:if test="filter[@value!=''] or filter/@name='q'"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:word key="admin.filter"/></summary><form class="body" method="get" role="search" w:aria-label="admin.filter"><div class="fields">
      <xsl:for-each select="filter">
        <p class="field"><label for="filter-{@name}"><t:word key="admin.field.{@name}"/></label>
          <xsl:choose>
            <xsl:when test="@kind='select'"><select id="filter-{@name}" name="{@name}"><option value=""><t:word key="admin.value.all"/></option><xsl:for-each select="option"><option value="{@value}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:call-template name="admin-option"/></option></xsl:for-each></select></xsl:when>
            <xsl:when test="@kind='date'"><input class="input" type="date" id="filter-{@name}" name="{@name}" value="{@value}"/></xsl:when>
            <xsl:otherwise><input class="input" type="search" id="filter-{@name}" name="{@name}" value="{@value}" autocomplete="off"/></xsl:otherwise>
          </xsl:choose></p>
      </xsl:for-each>
      </div><button class="btn" type="submit"><t:word key="admin.filter.show"/></button>
    </form></details></div>
  </xsl:template>

  <!-- context: option -->
  <xsl:template name="admin-option"><xsl:choose><xsl:when test="@word"><t:word key="admin.value.{@word}"/></xsl:when><xsl:otherwise><xsl:value-of select="."/></xsl:otherwise></xsl:choose></xsl:template>

  <xsl:template match="edit">
    <form class="panel" id="form-{@name}" method="post" action="{/view/@base}{@action}" aria-labelledby="form-{@name}-heading">
      <input type="hidden" name="csrf" value="{/view/@csrf}"/><xsl:if test="@once"><input type="hidden" name="once" value="{@once}"/></xsl:if><xsl:for-each select="hidden"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
      <header><h2 id="form-{@name}-heading"><t:word key="admin.form.{@name}"/></h2></header>
      <xsl:if test="input"><div class="in form cells"><xsl:if test="@name='levels'"><xsl:attribute name="class">in form cells by-four</xsl:attribute></xsl:if><xsl:apply-templates select="input"/></div></xsl:if>
      <footer><span></span><button class="btn" type="submit"><xsl:if test="position()=1"><xsl:attribute name="class">btn go</xsl:attribute></xsl:if><t:word key="admin.do.{@name}"/></button></footer>
    </form>
  </xsl:template>

  <xsl:template match="input">
    <xsl:choose>
      <xsl:when test="@kind='checks'">
        <fieldset id="{@name}"><legend><xsl:call-template name="admin-label"/></legend>
          <div class="choices"><xsl:for-each select="option"><label><input type="checkbox" name="{../@name}" value="{@value}"><xsl:if test="@chosen"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><xsl:call-template name="admin-option"/></span></label></xsl:for-each></div>
          <xsl:call-template name="admin-below"/>
        </fieldset>
      </xsl:when>
      <xsl:when test="@kind='tick'"><div class="field"><label class="tick"><input type="checkbox" id="{@name}" name="{@name}" value="1"><xsl:if test="@chosen"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if><xsl:call-template name="admin-described"/></input><span><xsl:call-template name="admin-label"/></span></label><xsl:call-template name="admin-below"/></div></xsl:when>
      <xsl:otherwise>
        <div class="field"><label for="{@name}"><xsl:call-template name="admin-label"/></label>
          <xsl:choose>
            <xsl:when test="@kind='lines'"><textarea id="{@name}" name="{@name}" rows="4"><xsl:if test="@lang"><xsl:attribute name="lang"><xsl:value-of select="@lang"/></xsl:attribute></xsl:if><xsl:call-template name="admin-described"/><xsl:value-of select="@value"/></textarea></xsl:when>
            <xsl:when test="@kind='select'"><select id="{@name}" name="{@name}"><xsl:call-template name="admin-described"/><xsl:for-each select="option"><option value="{@value}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:call-template name="admin-option"/></option></xsl:for-each></select></xsl:when>
            <xsl:otherwise><input class="input" type="{@kind}" id="{@name}" name="{@name}" value="{@value}" autocomplete="off"><xsl:if test="@must"><xsl:attribute name="required">required</xsl:attribute></xsl:if><xsl:if test="@lang"><xsl:attribute name="lang"><xsl:value-of select="@lang"/></xsl:attribute></xsl:if><xsl:call-template name="admin-described"/></input></xsl:otherwise>
          </xsl:choose>
          <xsl:call-template name="admin-below"/>
        </div>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- context: input -->
  <xsl:template name="admin-label"><t:word key="admin.field.{@label}"/><xsl:if test="@lang"> (<t:word key="language.{@lang}"/>)</xsl:if></xsl:template>
  <xsl:template name="admin-described">
    <xsl:choose>
      <xsl:when test="@hint"><xsl:call-template name="described"><xsl:with-param name="field" select="@name"/><xsl:with-param name="hint" select="concat(@name,'-hint')"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="described"><xsl:with-param name="field" select="@name"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- fault, what another has stored meanwhile, hint; context: input -->
  <xsl:template name="admin-below">
    <xsl:call-template name="fault"><xsl:with-param name="field" select="@name"/></xsl:call-template>
    <xsl:if test="@stored or option/@stored"><p class="banner small" data-tone="warn"><span class="grow"><t:word key="admin.stored"/><xsl:text> </xsl:text><b><xsl:choose><xsl:when test="option"><xsl:for-each select="option[@stored]"><xsl:if test="position()&gt;1">, </xsl:if><xsl:call-template name="admin-option"/></xsl:for-each></xsl:when><xsl:when test="@kind='tick'"><t:word key="admin.value.{@stored}"/></xsl:when><xsl:when test="@stored=''"><t:word key="admin.value.nothing"/></xsl:when><xsl:otherwise><xsl:value-of select="@stored"/></xsl:otherwise></xsl:choose></b></span></p></xsl:if>
    <xsl:if test="@hint"><span class="hint" id="{@name}-hint"><t:word key="admin.hint.{@label}"/></span></xsl:if>
  </xsl:template>
</xsl:stylesheet>

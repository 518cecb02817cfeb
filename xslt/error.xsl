<!-- error.xsl: what went wrong, what to do, and what was typed.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'none'"/>
  <xsl:template match="view" mode="title"><t:word key="failure.{error/@code}.title"/></xsl:template>

  <xsl:template match="view" mode="content">
    <xsl:choose>
      <xsl:when test="form"><xsl:call-template name="with-text"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="bare"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- nothing was typed -->
  <xsl:template name="bare">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="empty">
        <svg class="art" viewBox="0 0 176 96" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"><path d="M8 64h56"/><path d="M112 64h56" stroke-dasharray="1 9"/><circle cx="88" cy="64" r="10"/><path d="M88 46V22M88 22l14 5-14 6"/></g><circle cx="8" cy="64" r="4" fill="currentColor"/></svg>
        <h1><t:word key="failure.{error/@code}.title"/></h1>
        <p><xsl:call-template name="advice"/></p>
        <p class="actions">
          <xsl:if test="error/@sign-in"><a class="btn go" href="{@base}{error/@sign-in}"><t:word key="login.sign-in"/></a></xsl:if>
          <xsl:if test="error/@ticket"><a class="btn go" href="{@base}{error/@ticket}"><t:word key="failure.ticket"/></a></xsl:if>
          <xsl:if test="not(nav/@desk) or nav/@services or nav/@tickets"><a class="btn plain" p:href="/"><t:word key="nav.home"/></a></xsl:if>
          <xsl:if test="nav/@services"><a class="btn plain" p:href="/services/"><t:word key="nav.services"/></a></xsl:if>
          <xsl:if test="nav/@tickets"><a class="btn plain" p:href="/tickets/"><t:word key="nav.tickets"/></a></xsl:if>
          <xsl:if test="nav/@desk"><a class="btn plain" p:href="/desk/"><t:word key="nav.desk"/></a></xsl:if>
        </p>
        <p class="hint"><xsl:call-template name="number"/></p>
      </div>
    </main>
  </xsl:template>

  <!-- what was typed is given back -->
  <xsl:template name="with-text">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="stack">
        <div class="head"><div>
          <p class="meta"><span class="badge" data-tone="warn"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><xsl:value-of select="error/@status"/></span></p>
          <h1><t:word key="failure.{error/@code}.title"/></h1>
          <p class="quiet"><xsl:call-template name="advice"/><xsl:text> </xsl:text><t:word key="failure.kept"/></p>
        </div></div>
        <xsl:if test="error/@sign-in"><p class="actions"><a class="btn go" href="{@base}{error/@sign-in}"><t:word key="login.sign-in"/></a><span class="hint"><t:word key="failure.sign-in"/></span></p></xsl:if>
        <xsl:apply-templates select="form"/>
        <p class="hint"><xsl:call-template name="number"/></p>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="form">
    <form class="panel" method="post" enctype="multipart/form-data">
      <xsl:if test="@action"><xsl:attribute name="action"><xsl:value-of select="concat(/view/@base,@action)"/></xsl:attribute><xsl:attribute name="data-send">yes</xsl:attribute></xsl:if>
      <header><h2><t:word key="failure.wrote"/></h2><button class="btn plain small" type="button" hidden="hidden" data-copy="body"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#copy"/></svg><t:word key="failure.copy"/></button></header>
      <div class="in form">
        <xsl:if test="@action"><xsl:call-template name="hidden"/></xsl:if>
        <xsl:for-each select="value"><xsl:if test="@name!='subject'"><xsl:if test="@name!='body'"><input type="hidden" name="{@name}" value="{.}"/></xsl:if></xsl:if></xsl:for-each>
        <xsl:for-each select="value[@name='subject']"><p class="field"><label for="subject"><t:word key="field.subject"/></label><input class="input" id="subject" name="subject" maxlength="150" value="{.}"/></p></xsl:for-each>
        <xsl:for-each select="value[@name='body']"><p class="field"><label for="body"><t:word key="field.body"/></label><textarea id="body" name="body" rows="6"><xsl:value-of select="."/></textarea></p></xsl:for-each>
        <xsl:if test="file-lost"><xsl:if test="not(@action)"><p class="hint"><t:word key="failure.files"/><xsl:text> </xsl:text><xsl:for-each select="file-lost"><xsl:if test="position()&gt;1">, </xsl:if><b><xsl:value-of select="@name"/></b></xsl:for-each>.</p></xsl:if></xsl:if>
        <xsl:if test="@action"><xsl:if test="value[@name='body']"><div class="field"><span class="label"><t:word key="files.label"/></span><xsl:call-template name="files"/></div></xsl:if></xsl:if>
      </div>
      <xsl:if test="@action"><footer><a p:href="/"><t:word key="failure.leave"/></a><button class="btn go" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#renew"/></svg><t:word key="failure.again"/></button></footer></xsl:if>
    </form>
  </xsl:template>

  <!-- the reason and the way out; context: view -->
  <xsl:template name="advice">
    <xsl:choose>
      <xsl:when test="error/@code='forbidden' and person/@acting"><t:word key="failure.forbidden.acting" name="person/@name"/></xsl:when>
      <xsl:when test="error/@code='forbidden' and nav/@desk"><t:word key="failure.forbidden.staff"/></xsl:when>
      <xsl:otherwise><t:word key="failure.{error/@code}.text" limit="error/@limit-text"/></xsl:otherwise>
    </xsl:choose>
    <xsl:choose>
      <xsl:when test="error/@retry &gt; 119"><xsl:text> </xsl:text><t:word key="failure.retry.minutes" n="error/@retry-minutes"/></xsl:when>
      <xsl:when test="error/@retry &gt; 0"><xsl:text> </xsl:text><t:word key="failure.retry.seconds" n="error/@retry"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- the number for the support, last; context: view -->
  <xsl:template name="number">
    <t:word key="failure.number" status="error/@status"/><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="error/@id"/></span>
    <xsl:if test="error/@contact"><xsl:text> · </xsl:text><a href="mailto:{error/@contact}"><xsl:value-of select="error/@contact"/></a></xsl:if>
  </xsl:template>
</xsl:stylesheet>

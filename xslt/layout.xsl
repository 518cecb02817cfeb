<!-- layout.xsl: the frame of every page: head, top bar, footer. A page imports it, sets $section, and writes its title
     (mode "title") and its <main> (mode "content").
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:include href="components/facts.xsl"/>
  <xsl:include href="components/rows.xsl"/>
  <xsl:include href="components/form.xsl"/>
  <xsl:include href="components/talk.xsl"/>
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <!-- which part of the navigation the page belongs to: home, services, support, tickets, desk, clients,
       reports, admin, account or none -->
  <xsl:variable name="section"/>

  <!-- for themes: more in the head, a stylesheet that sets the hue, say -->
  <xsl:template name="theme-head"/>
  <!-- for themes: links at the foot -->
  <xsl:template name="theme-foot"/>

  <xsl:template match="/view">
    <html lang="{@lang}">
      <xsl:if test="@theme"><xsl:attribute name="data-theme"><xsl:value-of select="@theme"/></xsl:attribute></xsl:if>
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
        <meta name="color-scheme" content="light dark"/>
        <title><xsl:apply-templates select="." mode="title"/> – <xsl:value-of select="@brand"/></title>
        <link rel="icon" type="image/svg+xml" p:href="data:/assets/favicon.svg"/>
        <link rel="stylesheet" p:href="/assets/portal.css"/>
        <xsl:call-template name="theme-head"/>
        <script defer="defer" p:src="/assets/portal.js"></script>
      </head>
      <body>
        <xsl:if test="$section='desk' or $section='admin' or $section='clients' or $section='reports'"><xsl:attribute name="class">desk</xsl:attribute></xsl:if>
        <xsl:if test="person"><xsl:attribute name="data-person"><xsl:value-of select="person/@email"/></xsl:attribute></xsl:if>
        <a class="skip" href="#content"><t:word key="layout.skip"/></a>
        <header class="bar">
          <div class="wrap">
            <xsl:call-template name="brand"/>
            <xsl:if test="nav"><xsl:call-template name="navigation"/></xsl:if>
            <div class="bar-end">
              <xsl:if test="not(person)">
                <xsl:if test="$section!='door'"><a p:href="/login"><t:word key="login.sign-in"/></a></xsl:if>
              </xsl:if>
              <xsl:call-template name="languages"/>
              <xsl:if test="person"><xsl:call-template name="account-menu"/></xsl:if>
            </div>
          </div>
        </header>
        <xsl:if test="person/@acting"><xsl:call-template name="acting"/></xsl:if>
        <xsl:if test="notice"><aside class="wrap notice" w:aria-label="layout.notice"><div class="banner" data-tone="info"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#info"/></svg><p class="grow"><xsl:value-of select="notice"/></p></div></aside></xsl:if>
        <xsl:apply-templates select="." mode="content"/>
        <footer class="foot">
          <div class="wrap"><span>© <xsl:value-of select="@year"/><xsl:text> </xsl:text><xsl:value-of select="@brand"/></span><xsl:call-template name="theme-foot"/></div>
        </footer>
      </body>
    </html>
  </xsl:template>

  <!-- an administrator acts for the person: on every page, with the way out; context: view -->
  <xsl:template name="acting">
    <div class="wrap notice"><div class="banner" data-tone="warn" role="status" id="acting"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#eye"/></svg><p class="grow"><strong><t:word key="acting.heading" admin="person/@acting" name="person/@name"/></strong><xsl:text> </xsl:text><t:word key="acting.text"/></p><form method="post" p:action="/acting/end"><input type="hidden" name="csrf" value="{@csrf}"/><button class="btn" type="submit"><t:word key="acting.end"/></button></form></div></div>
  </xsl:template>

  <xsl:template name="brand">
    <a class="brand" p:href="/">
      <xsl:if test="nav/@desk"><xsl:if test="not(nav/@tickets)"><xsl:attribute name="href"><xsl:value-of select="concat(@base,'/desk/')"/></xsl:attribute></xsl:if></xsl:if>
      <svg viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="8" fill="currentColor" fill-opacity=".15"/><path d="M9 8.5h10.5M9 14h5M9 19.5h10.5M9 8.5v11" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/><circle cx="19" cy="14" r="2" fill="currentColor"/></svg>
      <span><xsl:value-of select="@brand"/></span>
    </a>
  </xsl:template>

  <xsl:template name="navigation">
    <nav class="main-nav" w:aria-label="layout.main">
      <xsl:if test="nav/@desk">
        <a p:href="/desk/"><xsl:if test="$section='desk'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#inbox"/></svg><t:word key="nav.desk"/></a>
        <a p:href="/desk/clients/"><xsl:if test="$section='clients'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#users"/></svg><t:word key="nav.clients"/></a>
        <a p:href="/desk/reports"><xsl:if test="$section='reports'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#chart"/></svg><t:word key="nav.reports"/></a>
      </xsl:if>
      <xsl:if test="nav/@admin">
        <a p:href="/admin/"><xsl:if test="$section='admin'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#gear"/></svg><t:word key="nav.admin"/></a>
      </xsl:if>
      <xsl:if test="nav/@services or nav/@tickets">
        <a p:href="/"><xsl:if test="$section='home'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#home"/></svg><t:word key="nav.home"/></a>
      </xsl:if>
      <xsl:if test="nav/@services">
        <a p:href="/services/"><xsl:if test="$section='services'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#services"/></svg><t:word key="nav.services"/></a>
      </xsl:if>
      <xsl:if test="nav/@tickets">
        <a p:href="/support"><xsl:if test="$section='support'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#support"/></svg><t:word key="nav.support"/></a>
        <a p:href="/tickets/"><xsl:if test="$section='tickets'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#ticket"/></svg><t:word key="nav.tickets"/><xsl:if test="nav/@waiting &gt; 0"><xsl:text> </xsl:text><span class="count"><xsl:value-of select="nav/@waiting"/><span class="vh"><xsl:text> </xsl:text><t:word key="nav.waiting"/></span></span></xsl:if></a>
      </xsl:if>
    </nav>
  </xsl:template>

  <!-- the languages, each by its own name in its own script -->
  <xsl:template name="languages">
    <details class="menu">
      <xsl:if test="person"><xsl:attribute name="class">menu wide</xsl:attribute></xsl:if>
      <summary><t:word key="layout.language.code"/><span class="vh"> – <t:word key="layout.language"/></span><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#down"/></svg></summary>
      <ul><xsl:call-template name="language-links"/></ul>
    </details>
  </xsl:template>
  <xsl:template name="language-links">
    <xsl:for-each select="language">
      <li><a href="{/view/@base}{@address}" lang="{@tag}" hreflang="{@tag}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><t:word key="language.own.{@tag}"/></a></li>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="account-menu">
    <details class="menu">
      <summary><span class="avatar sm" aria-hidden="true"><xsl:value-of select="person/@initials"/></span><span class="vh"><xsl:value-of select="person/@name"/>: <t:word key="account.heading"/></span></summary>
      <ul>
        <xsl:if test="not(person/@acting)">
        <li><a p:href="/account"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#user"/></svg><t:word key="account.heading"/></a></li>
        <li><a p:href="/account#language"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#domain"/></svg><t:word key="layout.language.chosen"/></a></li>
        <li><a p:href="/account/password"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#edit"/></svg><t:word key="account.password"/></a></li>
        <li><a p:href="/account/security"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#lock"/></svg><t:word key="account.security"/></a></li>
        <xsl:if test="nav/@desk"><li><a p:href="/account/notices"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#c-email"/></svg><t:word key="account.notices"/></a></li></xsl:if>
        </xsl:if>
        <li><form method="post" p:action="/logout" data-logout="yes"><input type="hidden" name="csrf" value="{@csrf}"/><button type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#logout"/></svg><t:word key="login.sign-out"/></button></form></li>
      </ul>
    </details>
  </xsl:template>

  <!-- a way back above the heading; context: view. Parameters: address (below base), text, here (the last step) -->
  <xsl:template name="crumb">
    <xsl:param name="address"/>
    <xsl:param name="text"/>
    <xsl:param name="here"/>
    <nav class="crumbs" w:aria-label="layout.crumbs"><ol><li><a href="{/view/@base}{$address}"><xsl:value-of select="$text"/></a></li><li aria-current="page"><xsl:value-of select="$here"/></li></ol></nav>
  </xsl:template>
</xsl:stylesheet>

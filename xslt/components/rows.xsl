<!-- components/rows.xsl: tickets, services and proformas as rows of a panel.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- context: ticket -->
  <xsl:template name="ticket-row">
    <li class="row">
      <xsl:if test="@new"><xsl:attribute name="data-new">yes</xsl:attribute></xsl:if>
      <div class="grow"><a class="title" p:href="/tickets/{@ref}"><xsl:if test="@new"><span class="vh"><t:word key="ticket.new"/><xsl:text> </xsl:text></span></xsl:if><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><span><xsl:choose><xsl:when test="@last-you"><t:word key="ticket.you"/></xsl:when><xsl:otherwise><xsl:value-of select="@last-name"/></xsl:otherwise></xsl:choose>, <time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></span><xsl:if test="@account-name"><xsl:text> </xsl:text><span><xsl:value-of select="@account-name"/></span></xsl:if></span></div>
      <xsl:call-template name="ticket-badge"/>
    </li>
  </xsl:template>

  <!-- a service with its day of expiry as a leaf of the calendar; context: service -->
  <xsl:template name="service-row">
    <li class="row">
      <xsl:choose>
        <xsl:when test="@expires">
          <time class="day" datetime="{@expires}" data-status="{@status}"><b><xsl:value-of select="@day"/></b><xsl:text> </xsl:text><xsl:value-of select="@month"/></time>
        </xsl:when>
        <xsl:otherwise><span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#{@kind}"/></svg></span></xsl:otherwise>
      </xsl:choose>
      <div class="grow"><a class="title" p:href="/services/{@id}"><xsl:value-of select="@label"/></a><span class="meta"><xsl:if test="@status='suspended' or @status='expired' or @status='pending' or @status='cancelled'"><xsl:call-template name="service-badge"/><xsl:text> </xsl:text></xsl:if><span><xsl:value-of select="@plan"/>, <t:word key="months" n="@term"/><xsl:if test="@account-name"> · <xsl:value-of select="@account-name"/></xsl:if></span></span></div>
      <div class="lasts" data-status="{@status}"><xsl:if test="@expires"><xsl:call-template name="term"/></xsl:if><span class="small"><xsl:call-template name="days"/></span></div>
      <span class="num"><xsl:value-of select="@price-text"/></span>
    </li>
  </xsl:template>

  <!-- a service beside a ticket; context: service. The address is the client's page of it, or the administration's. -->
  <xsl:template name="service-aside">
    <li class="row">
      <span class="plate"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#{@kind}"/></svg></span>
      <div class="grow">
        <xsl:choose>
          <xsl:when test="/view/nav/@services"><a class="title" p:href="/services/{@id}"><xsl:value-of select="@label"/></a></xsl:when>
          <xsl:when test="/view/nav/@admin"><a class="title" p:href="/admin/services/{@id}"><xsl:value-of select="@label"/></a></xsl:when>
          <xsl:otherwise><strong><xsl:value-of select="@label"/></strong></xsl:otherwise>
        </xsl:choose>
        <span class="small quiet"><xsl:value-of select="@plan"/>, <xsl:call-template name="days"/></span>
        <xsl:if test="@expires"><span data-status="{@status}"><xsl:call-template name="term"/></span></xsl:if>
      </div>
      <xsl:if test="@status='suspended' or @status='expired' or @status='pending' or @status='cancelled'"><xsl:call-template name="service-badge"/></xsl:if>
    </li>
  </xsl:template>

  <!-- an unpaid proforma: a fact, no link; context: proforma -->
  <xsl:template name="proforma-row">
    <li class="row">
      <div class="grow"><strong><xsl:value-of select="@number"/></strong><span class="meta"><xsl:if test="@services"><span><xsl:value-of select="@services"/></span><xsl:text> </xsl:text></xsl:if><span><t:word key="proforma.due" date="@due-text"/></span></span></div>
      <strong class="num"><xsl:value-of select="@total-text"/></strong>
    </li>
  </xsl:template>

  <!-- newer and older; context: a list with @newer, @older -->
  <xsl:template name="pages">
    <xsl:if test="@newer or @older">
      <nav class="pages" w:aria-label="pages.label">
        <xsl:choose>
          <xsl:when test="@newer"><a class="btn small" rel="prev" href="{/view/@base}{@newer}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="pages.newer"/></a></xsl:when>
          <xsl:otherwise><a class="btn small" role="link" aria-disabled="true"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="pages.newer"/></a></xsl:otherwise>
        </xsl:choose>
        <xsl:choose>
          <xsl:when test="@older"><a class="btn small" rel="next" href="{/view/@base}{@older}"><t:word key="pages.older"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:when>
          <xsl:otherwise><a class="btn small" role="link" aria-disabled="true"><t:word key="pages.older"/><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#forward"/></svg></a></xsl:otherwise>
        </xsl:choose>
      </nav>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

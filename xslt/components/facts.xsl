<!-- components/facts.xsl: the small parts that say what state something is in: badge, priority, term line, days.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- state of a ticket; context: ticket -->
  <xsl:template name="ticket-badge">
    <span class="badge" data-status="{@status}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-{@status}"/></svg><t:word key="ticket.status.{@status}"/></span>
  </xsl:template>

  <!-- state of a service; context: service -->
  <xsl:template name="service-badge">
    <span class="badge" data-status="{@status}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-{@status}"/></svg><t:word key="service.status.{@status}"/></span>
  </xsl:template>

  <!-- priority; context: ticket -->
  <xsl:template name="priority">
    <span class="prio" data-priority="{@priority}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#p-{@priority}"/></svg><t:word key="priority.{@priority}"/></span>
  </xsl:template>

  <!-- how it came; context: ticket -->
  <xsl:template name="channel">
    <span class="prio"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#c-{@channel}"/></svg><t:word key="channel.{@channel}"/></span>
  </xsl:template>

  <!-- the term as a line; the days stand beside it in words. Context: service with a term; an element around has data-status -->
  <xsl:template name="term">
    <svg class="term" width="100%" height="10" aria-hidden="true"><rect class="all" y="4" width="100%" height="2" rx="1"/><rect class="left" x="{@passed}%" y="3" width="{@left}%" height="4" rx="2"/><circle class="now" cx="{@passed}%" cy="5" r="4"/></svg>
  </xsl:template>

  <!-- how long it still runs, in words; context: service -->
  <xsl:template name="days">
    <xsl:choose>
      <xsl:when test="@state='cancelled'"><t:word key="service.status.cancelled.lower"/></xsl:when>
      <xsl:when test="not(@expires)"><t:word key="service.pending.lower"/></xsl:when>
      <xsl:when test="@days-left='0'"><t:word key="days.today"/></xsl:when>
      <xsl:when test="@days-left &gt; 0"><t:word key="days.left" n="@days-left"/></xsl:when>
      <xsl:otherwise><t:word key="days.ago" n="substring-after(@days-left,'-')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the likely cause of trouble with a service: expired, suspended, to be paid; context: service -->
  <xsl:template name="known">
    <xsl:choose>
      <xsl:when test="@status='expired'"><strong><t:word key="known.expired" label="@label" plan="@plan" date="@expires-text"/></strong><xsl:text> </xsl:text><t:word key="known.expired.then"/></xsl:when>
      <xsl:when test="@status='suspended'"><strong><t:word key="known.suspended" label="@label" plan="@plan"/></strong><xsl:text> </xsl:text><t:word key="known.suspended.then"/></xsl:when>
      <xsl:when test="@status='pending'"><strong><t:word key="known.pending" label="@label" plan="@plan"/></strong><xsl:text> </xsl:text><t:word key="known.pending.then"/></xsl:when>
      <xsl:otherwise><strong><t:word key="known.unpaid" label="@label" plan="@plan"/></strong></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="proforma"><xsl:text> </xsl:text><t:word key="known.proforma" number="proforma/@number" total="proforma/@total-text" date="proforma/@due-text"/></xsl:if>
  </xsl:template>
</xsl:stylesheet>

<!-- ticket-new.xsl: the form that opens a ticket.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'tickets'"/>
  <xsl:template match="view" mode="title"><t:word key="ticket.open"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <xsl:call-template name="crumb"><xsl:with-param name="address" select="'/support'"/><xsl:with-param name="text"><t:word key="nav.support"/></xsl:with-param><xsl:with-param name="here"><t:word key="ticket.open"/></xsl:with-param></xsl:call-template>
      <div class="head"><div><h1><t:word key="ticket.open"/></h1><p class="quiet"><t:word key="new.lead"/></p></div></div>
      <xsl:apply-templates select="form"/>
    </main>
  </xsl:template>

  <xsl:template match="form">
    <form class="form" method="post" p:action="/tickets/new" enctype="multipart/form-data" data-send="yes">
      <xsl:call-template name="hidden"/>
      <xsl:for-each select="/view"><xsl:call-template name="problems"/></xsl:for-each>
      <xsl:if test="/view/account"><xsl:call-template name="accounts"/></xsl:if>
      <div class="even">
        <p class="field"><label for="department"><t:word key="field.department"/></label>
          <select id="department" name="department"><xsl:call-template name="described"><xsl:with-param name="field" select="'department'"/></xsl:call-template>
            <xsl:for-each select="/view/department"><option value="{@slug}"><xsl:if test="@slug=/view/form/value[@name='department']"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each>
          </select>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'department'"/></xsl:call-template>
          <xsl:if test="/view/department/@usual"><span class="hint"><t:word key="new.usual"/><xsl:text> </xsl:text><xsl:for-each select="/view/department[@usual]"><xsl:if test="position()&gt;1">; </xsl:if><xsl:if test="count(/view/department)&gt;1"><xsl:value-of select="@name"/>: </xsl:if><xsl:call-template name="usual"/></xsl:for-each>.</span></xsl:if></p>
        <p class="field"><label for="service"><t:word key="field.service"/></label>
          <select id="service" name="service"><xsl:call-template name="described"><xsl:with-param name="field" select="'service'"/></xsl:call-template>
            <option value=""><t:word key="new.general"/></option>
            <xsl:for-each select="/view/service"><option value="{@id}"><xsl:if test="@id=/view/form/value[@name='service']"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@label"/>, <xsl:value-of select="@plan"/> (<xsl:call-template name="option-state"/>)</option></xsl:for-each>
          </select>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'service'"/></xsl:call-template></p>
      </div>
      <div class="known" aria-live="polite"><xsl:for-each select="/view/service[@status='expired' or @status='suspended' or proforma]"><xsl:call-template name="known-banner"/></xsl:for-each></div>
      <xsl:if test="/view/service[@status='expired' or @status='suspended' or proforma]">
        <noscript><p class="hint"><t:word key="new.trouble"/><xsl:text> </xsl:text><xsl:for-each select="/view/service[@status='expired' or @status='suspended' or proforma]"><xsl:if test="position()&gt;1">; </xsl:if><xsl:value-of select="@label"/>, <xsl:value-of select="@plan"/> (<xsl:call-template name="option-state"/>)</xsl:for-each>.</p></noscript>
      </xsl:if>
      <p class="field"><label for="subject"><t:word key="field.subject"/></label><input class="input" id="subject" name="subject" maxlength="150" required="required" data-draft="yes" value="{value[@name='subject']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'subject'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'subject'"/></xsl:call-template></p>
      <fieldset id="priority"><legend><t:word key="field.priority"/></legend>
        <div class="choices">
          <label><input type="radio" name="priority" value="low"><xsl:if test="value[@name='priority']='low'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><span class="prio" data-priority="low"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#p-low"/></svg><t:word key="priority.low"/></span></span><span class="hint"><t:word key="priority.low.hint"/></span></label>
          <label><input type="radio" name="priority" value="medium"><xsl:if test="value[@name='priority']='medium'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><span class="prio" data-priority="medium"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#p-medium"/></svg><t:word key="priority.medium"/></span></span><span class="hint"><t:word key="priority.medium.hint"/></span></label>
          <label><input type="radio" name="priority" value="high"><xsl:if test="value[@name='priority']='high'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><span class="prio" data-priority="high"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#p-high"/></svg><t:word key="priority.high"/></span></span><span class="hint"><t:word key="priority.high.hint"/></span></label>
        </div>
        <xsl:call-template name="fault"><xsl:with-param name="field" select="'priority'"/></xsl:call-template>
      </fieldset>
      <div class="field"><label for="body"><t:word key="field.body"/></label>
        <xsl:call-template name="editor"><xsl:with-param name="action" select="'/tickets/new'"/><xsl:with-param name="rows" select="8"/></xsl:call-template>
        <xsl:call-template name="fault"><xsl:with-param name="field" select="'body'"/></xsl:call-template>
        <span class="hint" id="body-hint"><t:word key="new.body.hint"/></span>
      </div>
      <div class="field"><span class="label"><t:word key="files.label"/></span><xsl:call-template name="files"/></div>
      <div class="actions"><button class="btn go" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#send"/></svg><t:word key="new.send"/></button><a class="btn plain" p:href="/support"><t:word key="new.leave"/></a></div>
    </form>
  </xsl:template>

  <!-- how long the first answer usually takes; context: department -->
  <xsl:template name="usual">
    <t:word key="usual.{@usual-unit}" n="@usual"/>
  </xsl:template>

  <xsl:template name="accounts">
    <p class="field"><label for="account"><t:word key="field.account"/></label>
      <select id="account" name="account"><xsl:call-template name="described"><xsl:with-param name="field" select="'account'"/></xsl:call-template>
        <xsl:for-each select="/view/account"><option value="{@id}"><xsl:if test="@id=/view/form/value[@name='account']"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each>
      </select>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="'account'"/></xsl:call-template></p>
  </xsl:template>

  <!-- what a service's state is, short, for an option; context: service -->
  <xsl:template name="option-state">
    <xsl:choose>
      <xsl:when test="@status='suspended' or @status='pending' or @status='cancelled'"><t:word key="service.status.{@status}.lower"/></xsl:when>
      <xsl:when test="@status='expired'"><xsl:call-template name="days"/></xsl:when>
      <xsl:when test="proforma"><t:word key="new.unpaid"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="days"/></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@account-name">, <xsl:value-of select="@account-name"/></xsl:if>
  </xsl:template>

  <!-- shown when its service is chosen: by the server, and by portal.js when the choice changes; context: service -->
  <xsl:template name="known-banner">
    <div class="banner" data-tone="warn" data-known="{@id}"><xsl:if test="not(@id=/view/form/value[@name='service'])"><xsl:attribute name="hidden">hidden</xsl:attribute></xsl:if><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#bulb"/></svg><div class="grow"><xsl:call-template name="known"/></div></div>
  </xsl:template>
</xsl:stylesheet>

<!-- desk.xsl: where agents come in: the way to a ticket by its reference.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'desk'"/>
  <xsl:template match="view" mode="title"><t:word key="nav.desk"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="desk.heading" name="person/@name"/></h1><p class="quiet"><t:word key="desk.text"/></p></div></div>
      <div class="stack">
        <xsl:call-template name="done"/>
        <form class="panel" method="get" p:action="/desk/" aria-labelledby="by-ref">
          <header><h2 id="by-ref"><t:word key="desk.find"/></h2></header>
          <div class="in">
            <div class="field"><label for="ref"><t:word key="ticket.reference"/></label>
              <div class="find"><input class="input" id="ref" name="ref" required="required" maxlength="20" autocomplete="off" spellcheck="false" placeholder="HD-7Q2M9XK" value="{form/value[@name='ref']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'ref'"/><xsl:with-param name="hint" select="'ref-hint'"/></xsl:call-template></input><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#search"/></svg><button class="btn go" type="submit"><t:word key="desk.open"/></button></div>
              <xsl:call-template name="fault"><xsl:with-param name="field" select="'ref'"/></xsl:call-template>
              <span class="hint" id="ref-hint"><t:word key="desk.find.hint"/></span></div>
          </div>
        </form>
      </div>
    </main>
  </xsl:template>
</xsl:stylesheet>

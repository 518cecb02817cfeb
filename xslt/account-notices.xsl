<!-- account-notices.xsl: what somebody of the staff wants to be mailed of each department.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'account'"/>
  <xsl:include href="components/account.xsl"/>
  <xsl:template match="view" mode="title"><t:word key="account.notices"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="account.notices"/></h1><p class="quiet"><t:word key="notices.text" email="person/@email"/></p></div></div>
      <div class="stack">
        <xsl:call-template name="account-tabs"/>
        <xsl:call-template name="done"/><xsl:call-template name="problems"/>
        <xsl:apply-templates select="form"/>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="form">
    <xsl:choose>
      <xsl:when test="notice">
        <form class="panel" method="post" p:action="/account/notices">
          <div class="in form">
            <input type="hidden" name="csrf" value="{/view/@csrf}"/>
            <xsl:apply-templates select="notice"/>
          </div>
          <footer><span class="small quiet"><t:word key="notices.own"/></span><button class="btn go" type="submit"><t:word key="account.save"/></button></footer>
        </form>
      </xsl:when>
      <xsl:otherwise><div class="panel"><p class="in quiet"><t:word key="notices.nowhere"/></p></div></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="notice">
    <fieldset id="notice-{@department}"><legend><xsl:value-of select="@name"/></legend>
      <div class="choices">
        <label><input type="radio" name="notice-{@department}" value="all"><xsl:if test="@choice='all'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="notices.all"/></span></label>
        <label><input type="radio" name="notice-{@department}" value="mine"><xsl:if test="@choice='mine'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="notices.mine"/></span></label>
        <label><input type="radio" name="notice-{@department}" value="none"><xsl:if test="@choice='none'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="notices.none"/></span></label>
      </div>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="concat('notice-',@department)"/></xsl:call-template>
    </fieldset>
  </xsl:template>
</xsl:stylesheet>

<!-- account.xsl: name, language and appearance.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="layout.xsl"/>
  <xsl:variable name="section" select="'account'"/>
  <xsl:include href="components/account.xsl"/>
  <xsl:template match="view" mode="title"><t:word key="account.heading"/></xsl:template>

  <xsl:template match="view" mode="content">
    <main id="content" class="wrap narrow" tabindex="-1">
      <div class="head"><div><h1><t:word key="account.heading"/></h1><p class="quiet"><xsl:value-of select="person/@email"/></p></div></div>
      <div class="stack">
        <xsl:call-template name="account-tabs"/>
        <xsl:call-template name="done"/><xsl:call-template name="problems"/>
        <xsl:apply-templates select="form"/>
      </div>
    </main>
  </xsl:template>

  <xsl:template match="form">
    <form class="panel" method="post" p:action="/account">
      <div class="in form">
        <input type="hidden" name="csrf" value="{/view/@csrf}"/>
        <p class="field"><label for="name"><t:word key="field.name"/></label><input class="input" id="name" name="name" autocomplete="name" required="required" maxlength="100" value="{value[@name='name']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'name'"/><xsl:with-param name="hint" select="'name-hint'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'name'"/></xsl:call-template><span class="hint" id="name-hint"><t:word key="account.name.hint"/></span></p>
        <fieldset id="language"><legend><t:word key="field.language"/></legend>
          <div class="choices"><xsl:for-each select="/view/language"><label><input type="radio" name="language" value="{@tag}"><xsl:if test="@tag=/view/form/value[@name='language'] or (@chosen and not(/view/form/value[@name='language']!=''))"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span lang="{@tag}"><t:word key="language.own.{@tag}"/></span></label></xsl:for-each></div>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'language'"/></xsl:call-template>
          <p class="hint"><t:word key="account.language.hint"/></p>
        </fieldset>
        <fieldset id="theme"><legend><t:word key="field.theme"/></legend>
          <div class="choices">
            <label><input type="radio" name="theme" value=""><xsl:if test="not(value[@name='theme']='light') and not(value[@name='theme']='dark')"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="theme.system"/></span></label>
            <label><input type="radio" name="theme" value="light"><xsl:if test="value[@name='theme']='light'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="theme.light"/></span></label>
            <label><input type="radio" name="theme" value="dark"><xsl:if test="value[@name='theme']='dark'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="theme.dark"/></span></label>
          </div>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'theme'"/></xsl:call-template>
        </fieldset>
      </div>
      <footer><span class="small quiet"><t:word key="account.email.hint"/></span><button class="btn go" type="submit"><t:word key="account.save"/></button></footer>
    </form>
  </xsl:template>
</xsl:stylesheet>

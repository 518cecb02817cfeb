<!-- components/form.xsl: parts of forms: banners, faults beside their fields, the editor, files.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- what was done before this page; context: view -->
  <xsl:template name="done">
    <xsl:if test="done"><div class="banner" data-tone="ok" role="status"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#check"/></svg><p class="grow"><xsl:choose><xsl:when test="done/@code='reply-sent' and ticket/message/@held"><t:word key="done.reply-held"/></xsl:when><xsl:otherwise><t:word key="done.{done/@code}" value="done/@value"/></xsl:otherwise></xsl:choose></p></div></xsl:if>
  </xsl:template>

  <!-- what is wrong, with a link to each field; context: view -->
  <xsl:template name="problems">
    <xsl:if test="problem">
      <div class="banner" data-tone="bad" role="alert"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><div class="grow"><strong><t:word key="problem.{@page}"/></strong>
        <xsl:choose>
          <xsl:when test="count(problem) &gt; 1"><ul><xsl:for-each select="problem"><li><xsl:call-template name="problem"/></li></xsl:for-each></ul></xsl:when>
          <xsl:otherwise><xsl:for-each select="problem"><xsl:text> </xsl:text><xsl:call-template name="problem"/></xsl:for-each></xsl:otherwise>
        </xsl:choose>
      </div></div>
    </xsl:if>
  </xsl:template>

  <!-- the words of one fault, leading to its field; context: problem -->
  <xsl:template name="problem">
    <xsl:choose>
      <xsl:when test="@field"><a href="#{@field}"><t:word key="error.{@code}" value="@value"/></a></xsl:when>
      <xsl:otherwise><t:word key="error.{@code}" value="@value"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the fault of a field. Parameter: field, its name -->
  <xsl:template name="fault">
    <xsl:param name="field"/>
    <xsl:if test="/view/problem[@field=$field]">
      <span class="fault" id="{$field}-fault"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><span><xsl:for-each select="/view/problem[@field=$field]"><xsl:if test="position()&gt;1"><xsl:text> </xsl:text></xsl:if><t:word key="error.{@code}" value="@value"/></xsl:for-each></span></span>
    </xsl:if>
  </xsl:template>

  <!-- attributes of a control that is wrong, and of its hint. Parameters: field, its name; hint, the id of its hint or empty -->
  <xsl:template name="described">
    <xsl:param name="field"/>
    <xsl:param name="hint"/>
    <xsl:choose>
      <xsl:when test="/view/problem[@field=$field]">
        <xsl:attribute name="aria-invalid">true</xsl:attribute>
        <xsl:attribute name="aria-describedby"><xsl:value-of select="concat($field,'-fault')"/><xsl:if test="$hint!=''"><xsl:value-of select="concat(' ',$hint)"/></xsl:if></xsl:attribute>
      </xsl:when>
      <xsl:when test="$hint!=''"><xsl:attribute name="aria-describedby"><xsl:value-of select="$hint"/></xsl:attribute></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- hidden fields of a form that creates something; context: form -->
  <xsl:template name="hidden">
    <input type="hidden" name="csrf" value="{/view/@csrf}"/>
    <xsl:if test="@once"><input type="hidden" name="once" value="{@once}"/></xsl:if>
    <xsl:for-each select="staged"><input type="hidden" name="staged" value="{@id}" id="staged-{@id}"/></xsl:for-each>
  </xsl:template>

  <!-- the text of a message with its preview; context: form. Parameters: action, the form's address below base; rows -->
  <xsl:template name="editor">
    <xsl:param name="action"/>
    <xsl:param name="rows" select="6"/>
    <div class="editor">
      <!-- what Enter in a field presses: the first button of a form, which is to send it; Preview is the next -->
      <button class="vh" type="submit" tabindex="-1" aria-hidden="true"><t:word key="editor.send"/></button>
      <div class="tools"><span class="tabs"><a href="#body"><xsl:if test="not(/view/preview)"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><t:word key="editor.write"/></a><button type="submit" name="preview" value="1" formaction="{/view/@base}{$action}#preview" formnovalidate="formnovalidate"><xsl:attribute name="aria-pressed"><xsl:choose><xsl:when test="/view/preview">true</xsl:when><xsl:otherwise>false</xsl:otherwise></xsl:choose></xsl:attribute><t:word key="editor.preview"/></button></span><span class="hint"><t:word key="editor.markdown"/></span></div>
      <xsl:if test="/view/preview"><div class="prose preview" id="preview" role="region" w:aria-label="editor.preview"><xsl:copy-of select="/view/preview/node()"/></div></xsl:if>
      <textarea id="body" name="body" rows="{$rows}" required="required" data-draft="yes"><xsl:call-template name="described"><xsl:with-param name="field" select="'body'"/><xsl:with-param name="hint" select="'body-hint'"/></xsl:call-template><xsl:value-of select="value[@name='body']"/></textarea>
    </div>
  </xsl:template>

  <!-- files: choosing, those that wait on the server, those that were lost or refused; context: form -->
  <xsl:template name="files">
    <label class="drop"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#upload"/></svg><span><t:word key="files.drop"/></span><span class="hint"><t:word key="files.kinds"/><xsl:if test="@max-text"> · <t:word key="files.max" size="@max-text"/></xsl:if></span>
      <input type="file" id="attachment" name="attachment" multiple="multiple" w:data-remove="files.remove" w:data-cancel="files.cancel" w:data-sending="files.sending" w:data-too-large="files.too-large" w:data-blocked="files.blocked" w:data-pasted="files.screenshot" w:data-failed="files.failed">
        <xsl:if test="@max-bytes"><xsl:attribute name="data-max"><xsl:value-of select="@max-bytes"/></xsl:attribute><xsl:attribute name="data-max-text"><xsl:value-of select="@max-text"/></xsl:attribute></xsl:if>
        <xsl:call-template name="described"><xsl:with-param name="field" select="'attachment'"/></xsl:call-template>
      </input></label>
    <xsl:call-template name="fault"><xsl:with-param name="field" select="'attachment'"/></xsl:call-template>
    <xsl:if test="staged or file-lost or file-refused">
      <ul class="files" w:aria-label="files.label">
        <xsl:for-each select="staged"><li><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#file"/></svg><span class="grow"><xsl:value-of select="@name"/></span><span class="quiet"><xsl:value-of select="@size-text"/></span><button class="btn plain small" type="button" hidden="hidden" data-unstage="staged-{@id}"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#x"/></svg><span class="vh"><t:word key="files.remove"/><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></button><noscript><label class="tick"><input type="checkbox" name="unstage" value="{@id}"/><span><t:word key="files.remove"/><span class="vh"><xsl:text> </xsl:text><xsl:value-of select="@name"/></span></span></label></noscript></li></xsl:for-each>
        <xsl:for-each select="file-lost"><li><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#file"/></svg><span class="grow"><xsl:value-of select="@name"/><span class="fault"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><t:word key="files.again"/></span></span></li></xsl:for-each>
        <xsl:for-each select="file-refused"><li><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#file"/></svg><span class="grow"><xsl:value-of select="@name"/><span class="fault"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><t:word key="files.refused.{@code}"/></span></span></li></xsl:for-each>
      </ul>
    </xsl:if>
  </xsl:template>

  <!-- a password field with its fault. Parameters: field; complete (autocomplete); label and hint as text -->
  <xsl:template name="password">
    <xsl:param name="field"/>
    <xsl:param name="complete"/>
    <xsl:param name="label"/>
    <xsl:param name="hint"/>
    <p class="field"><label for="{$field}"><xsl:value-of select="$label"/></label>
      <input class="input" type="password" id="{$field}" name="{$field}" autocomplete="{$complete}" required="required"><xsl:choose><xsl:when test="$hint!=''"><xsl:call-template name="described"><xsl:with-param name="field" select="$field"/><xsl:with-param name="hint" select="concat($field,'-hint')"/></xsl:call-template></xsl:when><xsl:otherwise><xsl:call-template name="described"><xsl:with-param name="field" select="$field"/></xsl:call-template></xsl:otherwise></xsl:choose></input>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="$field"/></xsl:call-template>
      <xsl:if test="$hint!=''"><span class="hint" id="{$field}-hint"><xsl:value-of select="$hint"/></span></xsl:if></p>
  </xsl:template>
</xsl:stylesheet>

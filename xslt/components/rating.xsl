<!-- components/rating.xsl: what a client thought of how a ticket went.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- one to five, and a comment; the fields of a form. context: form -->
  <xsl:template name="rating-fields">
    <fieldset id="rating"><legend><t:word key="rating.ask"/></legend>
      <div class="choices">
        <label><input type="radio" name="rating" value="5"><xsl:if test="value[@name='rating']='5'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="rating.5"/></span></label>
        <label><input type="radio" name="rating" value="4"><xsl:if test="value[@name='rating']='4'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="rating.4"/></span></label>
        <label><input type="radio" name="rating" value="3"><xsl:if test="value[@name='rating']='3'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="rating.3"/></span></label>
        <label><input type="radio" name="rating" value="2"><xsl:if test="value[@name='rating']='2'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="rating.2"/></span></label>
        <label><input type="radio" name="rating" value="1"><xsl:if test="value[@name='rating']='1'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input><span><t:word key="rating.1"/></span></label>
      </div>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="'rating'"/></xsl:call-template>
    </fieldset>
    <div class="field"><label for="comment"><t:word key="rating.comment"/></label><textarea id="comment" name="comment" rows="3"><xsl:call-template name="described"><xsl:with-param name="field" select="'comment'"/></xsl:call-template><xsl:value-of select="value[@name='comment']"/></textarea><xsl:call-template name="fault"><xsl:with-param name="field" select="'comment'"/></xsl:call-template></div>
  </xsl:template>

  <!-- one that was given, in a panel; context: rating -->
  <xsl:template name="rating-panel">
    <section class="panel" aria-labelledby="rt"><header><h2 id="rt"><t:word key="rating.given"/></h2></header>
      <div class="in stack tight"><p><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#star"/></svg><xsl:text> </xsl:text><strong><t:word key="rating.of" value="@value"/></strong>, <t:word key="rating.{@value}"/></p><xsl:if test="comment"><p><xsl:value-of select="comment"/></p></xsl:if><p class="small quiet"><xsl:value-of select="@name"/>, <time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></p></div>
    </section>
  </xsl:template>
</xsl:stylesheet>

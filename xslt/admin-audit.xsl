<!-- admin-audit.xsl: every administrative change: who, when, what, from what, to what, why.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" exclude-result-prefixes="t w">
  <xsl:import href="components/admin.xsl"/>

  <!-- context: list -->
  <xsl:template name="admin-table">
    <table class="cards">
      <caption class="vh"><t:word key="admin.list.audit"/></caption>
      <thead><tr><th scope="col"><t:word key="admin.field.thing"/></th><th scope="col"><t:word key="admin.field.change"/></th><th scope="col"><t:word key="admin.field.person"/></th><th scope="col"><t:word key="admin.field.at"/></th></tr></thead>
      <tbody><xsl:for-each select="change"><tr>
        <th class="main" scope="row"><a class="title" href="{/view/@base}{@address}"><xsl:value-of select="@label"/></a><span class="meta"><t:word key="admin.value.{@object}"/></span></th>
        <td class="full"><b><t:word key="admin.value.{@what}"/></b><xsl:call-template name="audit-difference"/><xsl:if test="@reason"><span class="meta"><t:word key="admin.field.reason"/>: <xsl:value-of select="@reason"/></span></xsl:if></td>
        <td w:data-label="admin.field.person"><xsl:choose><xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when><xsl:when test="@what='gave-up'"><t:word key="admin.by-itself"/></xsl:when><xsl:otherwise><code>helpdeskctl</code></xsl:otherwise></xsl:choose></td>
        <td class="num" w:data-label="admin.field.at"><time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></td>
      </tr></xsl:for-each></tbody>
    </table>
  </xsl:template>

  <!-- "Name (English): from → to"; context: change -->
  <xsl:template name="audit-difference">
    <xsl:if test="from or to">
      <span class="difference"><xsl:choose><xsl:when test="@field-word"><t:word key="admin.field.{@field-word}"/></xsl:when><xsl:otherwise><xsl:value-of select="@field"/></xsl:otherwise></xsl:choose><xsl:if test="@lang"> (<t:word key="language.{@lang}"/>)</xsl:if><xsl:if test="@field or @field-word">: </xsl:if>
        <xsl:if test="from"><span><span class="vh"><t:word key="admin.from"/><xsl:text> </xsl:text></span><xsl:for-each select="from"><xsl:call-template name="audit-value"/></xsl:for-each></span></xsl:if>
        <xsl:if test="from and to"><xsl:text> → </xsl:text></xsl:if>
        <xsl:if test="to"><span><span class="vh"><t:word key="admin.to"/><xsl:text> </xsl:text></span><xsl:for-each select="to"><xsl:call-template name="audit-value"/></xsl:for-each></span></xsl:if></span>
    </xsl:if>
  </xsl:template>

  <!-- context: from, to -->
  <xsl:template name="audit-value"><xsl:choose><xsl:when test="@word"><t:word key="admin.value.{@word}"/></xsl:when><xsl:when test=".=''"><t:word key="admin.value.nothing"/></xsl:when><xsl:otherwise><xsl:value-of select="."/></xsl:otherwise></xsl:choose></xsl:template>
</xsl:stylesheet>

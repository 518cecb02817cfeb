<!-- admin-outbox.xsl: what waits to be mailed, what could not be, and why.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="components/admin.xsl"/>
  <xsl:include href="components/mail.xsl"/>

  <!-- context: list -->
  <xsl:template name="admin-table">
    <table class="cards">
      <caption class="vh"><t:word key="admin.list.outbox"/></caption>
      <thead><tr><th scope="col"><t:word key="admin.field.recipient"/></th><th scope="col"><t:word key="admin.field.state"/></th><th scope="col"><t:word key="admin.field.attempts"/></th><th scope="col"><t:word key="admin.field.created"/></th></tr></thead>
      <tbody><xsl:for-each select="mail"><tr>
        <th class="main" scope="row"><a class="title" href="{/view/@base}{@address}"><xsl:value-of select="@recipient"/></a><span class="meta"><span><t:word key="mail.{@kind}.heading"/></span><xsl:if test="@ticket"><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="@ticket"/></span></xsl:if></span></th>
        <td class="full"><xsl:call-template name="mail-state"/><xsl:if test="@error"><span class="difference small"><xsl:value-of select="@error"/></span></xsl:if></td>
        <td w:data-label="admin.field.attempts"><span class="value"><xsl:value-of select="@attempts"/></span></td>
        <td w:data-label="admin.field.created"><time class="value" datetime="{@created}" title="{@created-moment}"><xsl:value-of select="@created-text"/></time></td>
      </tr></xsl:for-each></tbody>
    </table>
  </xsl:template>
</xsl:stylesheet>

<!-- admin-mail.xsl: a mail of the outbox: how it stands; to try it again, or to drop it.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <xsl:import href="components/admin.xsl"/>
  <xsl:include href="components/mail.xsl"/>

  <xsl:template name="admin-content">
    <xsl:apply-templates select="mail"/>
    <xsl:apply-templates select="edit"/>
  </xsl:template>

  <xsl:template match="mail">
    <section class="panel" aria-labelledby="mail"><header><h2 id="mail"><t:word key="mail.{@kind}.heading"/></h2><xsl:call-template name="mail-state"/></header><div class="in"><dl class="facts">
      <xsl:if test="@error"><div><dt><t:word key="admin.field.error"/></dt><dd class="difference"><xsl:value-of select="@error"/></dd></div></xsl:if>
      <xsl:if test="@ticket"><div><dt><t:word key="admin.field.ticket"/></dt><dd><a p:href="/desk/tickets/{@ticket}"><xsl:value-of select="@ticket"/></a></dd></div></xsl:if>
      <div><dt><t:word key="admin.field.attempts"/></dt><dd><xsl:value-of select="@attempts"/></dd></div>
      <div><dt><t:word key="admin.field.created"/></dt><dd><time datetime="{@created}"><xsl:value-of select="@created-moment"/></time></dd></div>
      <xsl:if test="@due"><div><dt><t:word key="admin.field.due"/></dt><dd><time datetime="{@due}"><xsl:value-of select="@due-moment"/></time></dd></div></xsl:if>
      <xsl:if test="@sent"><div><dt><t:word key="admin.field.sent"/></dt><dd><time datetime="{@sent}"><xsl:value-of select="@sent-moment"/></time></dd></div></xsl:if>
    </dl></div></section>
  </xsl:template>
</xsl:stylesheet>

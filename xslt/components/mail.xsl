<!-- components/mail.xsl: a mail of the outbox. A page of the administration includes this.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <!-- how it stands; context: mail -->
  <xsl:template name="mail-state"><span class="badge" data-tone="muted"><xsl:if test="@state='failed'"><xsl:attribute name="data-tone">bad</xsl:attribute></xsl:if><xsl:if test="@state='queued' and @error"><xsl:attribute name="data-tone">warn</xsl:attribute></xsl:if><t:word key="admin.value.{@state}"/></span></xsl:template>
</xsl:stylesheet>

<!-- admin.xsl: the first page of the administration: what there is, and what wants to be looked at.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:import href="components/admin.xsl"/>

  <xsl:template name="admin-content">
    <ul class="panel rows"><xsl:for-each select="area"><li class="row"><span class="grow"><a class="title" href="{/view/@base}{@address}"><t:word key="admin.area.{@name}"/></a><span class="meta"><t:word key="admin.area.{@name}.text"/></span></span><xsl:if test="@name='outbox' and ../failed"><span class="badge" data-tone="bad"><t:word key="admin.failed" n="../failed/@mails"/></span></xsl:if></li></xsl:for-each></ul>
  </xsl:template>
</xsl:stylesheet>

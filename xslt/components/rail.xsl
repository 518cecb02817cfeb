<!-- components/rail.xsl: the views of the queue and the departments, with their numbers, which portal.js keeps fresh.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- how many tickets wait, before the title; context: view -->
  <xsl:template name="waiting-first"><xsl:if test="queue/tab[@name='waiting']/@count &gt; 0">(<xsl:value-of select="queue/tab[@name='waiting']/@count"/>) </xsl:if></xsl:template>

  <!-- context: queue -->
  <xsl:template name="rail">
    <nav class="rail" w:aria-label="queue.views" data-waiting="{/view/@base}/desk/waiting?view={@view}&amp;department={department[@chosen]/@slug}">
      <div><h2><t:word key="queue.views"/></h2><ul class="list"><xsl:for-each select="tab"><li><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:word key="queue.view.{@name}"/><xsl:text> </xsl:text><span class="count" data-tab="{@name}"><xsl:value-of select="@count"/></span></a></li></xsl:for-each></ul></div>
      <xsl:if test="department"><div><h2><t:word key="queue.departments"/></h2><ul class="list"><xsl:for-each select="department"><li><a href="{/view/@base}{@address}"><xsl:if test="@chosen"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><xsl:value-of select="@name"/><xsl:text> </xsl:text><span class="count" data-department="{@slug}"><xsl:value-of select="@count"/></span></a></li></xsl:for-each></ul></div></xsl:if>
    </nav>
  </xsl:template>
</xsl:stylesheet>

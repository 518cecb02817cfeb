<!-- admin-webhook-new.xsl: a new webhook.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:import href="components/admin.xsl"/>
</xsl:stylesheet>

<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
  xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
  <xsl:import href="layout.xsl"/>
  <xsl:template match="view" mode="content">
    <h1><xsl:value-of select="ticket/@subject"/></h1>
    <!-- not in the page -->
    <a p:href="/tickets/{ticket/@ref}#top" title="{ticket/@subject}"><xsl:call-template name="icon">
      <xsl:with-param name="name" select="'home'"/></xsl:call-template></a>
    <p class="days"><t:word key="days.left" n="ticket/@days"/></p>
    <p class="status"><t:word key="status.{ticket/@status}"/></p>
    <p class="hello"><t:word key="hello" who="ticket/@subject" what="t:word('only.english', 'n', ticket/@days)"/></p>
    <p class="mail"><t:word key="by.mail"/></p>
    <input w:placeholder="braces" w:title="status.{ticket/@status}" checked="{ticket/@subject}"/><br/>
    <textarea><xsl:value-of select="ticket/@subject"/></textarea>
    <div><xsl:copy-of select="ticket/body/node()"/></div>
    <button><t:word key="reply.send"/></button>
  </xsl:template>
</xsl:stylesheet>

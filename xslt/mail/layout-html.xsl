<!-- mail/layout-html.xsl: the frame of every mail's HTML part, and the pieces they share. A mail imports it and writes
     its own lines in mode "content". Mail readers know no stylesheet of ours: the style stands in the mail, and links
     are whole addresses.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:template match="/view">
    <html lang="{@lang}">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="supported-color-schemes" content="light dark"/>
        <title><xsl:call-template name="title"/></title>
        <style>
body { margin: 0; padding: 0; background: #f4f5f7; color: #1c2733; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.sheet { max-width: 36rem; margin: 0 auto; padding: 32px 20px; }
h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; }
p { margin: 0 0 16px; }
a { color: #1f5a8c; }
.facts { margin: 0 0 20px; padding: 12px 0; border-top: 1px solid #d9dee4; border-bottom: 1px solid #d9dee4; }
.facts p { margin: 0; }
.facts span { color: #55616e; }
.text { margin: 0 0 20px; padding: 16px 18px; background: #fff; border: 1px solid #d9dee4; border-radius: 10px; overflow-wrap: anywhere; }
.text > :last-child { margin-bottom: 0; }
.text h3, .text h4, .text h5, .text h6 { margin: 0 0 8px; font-size: 16px; }
.text pre { white-space: pre-wrap; font: 14px/1.45 ui-monospace, Consolas, monospace; }
.text blockquote { margin: 0 0 16px; padding-inline-start: 14px; border-inline-start: 2px solid #b9c2cc; }
.text table { border-collapse: collapse; }
.text th, .text td { padding: 4px 8px; border: 1px solid #d9dee4; text-align: start; }
.quiet { color: #55616e; font-size: 14px; }
.signature { color: #55616e; white-space: pre-line; }
.foot { margin-top: 28px; padding-top: 14px; border-top: 1px solid #d9dee4; }
@media (prefers-color-scheme: dark) {
  body { background: #14181d !important; color: #e6ebf0 !important; }
  a { color: #9cc7ec !important; }
  .text { background: #1d2329 !important; }
  .text, .text th, .text td, .facts, .foot { border-color: #3a444e !important; }
  .quiet, .signature, .facts span { color: #a9b4bf !important; }
  a.go { background: #9cc7ec !important; color: #10161c !important; }
}
</style>
      </head>
      <body>
        <div class="sheet">
          <h1><xsl:call-template name="title"/></h1>
          <xsl:if test="not(starts-with(substring-after(@kind, '-'), 'alert'))"><xsl:call-template name="greeting"/></xsl:if>
          <xsl:apply-templates select="." mode="content"/>
          <p class="quiet foot"><a href="{@url}/"><xsl:value-of select="@brand"/></a></p>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="title">
    <t:word key="mail.{@kind}.heading"/>
  </xsl:template>

  <!-- context: view -->
  <xsl:template name="greeting">
    <p>
      <xsl:choose>
        <xsl:when test="recipient/@name"><t:word key="mail.greeting" name="recipient/@name"/></xsl:when>
        <xsl:otherwise><t:word key="mail.greeting.nameless"/></xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

  <!-- what most people do next, as a link that looks like a button. Context: view; label: the words -->
  <xsl:template name="button">
    <xsl:param name="label"/>
    <p><a class="go" href="{@link}" style="display: inline-block; padding: 11px 20px; border-radius: 8px; background: #1f5a8c; color: #ffffff; font-weight: 600; text-decoration: none"><xsl:value-of select="$label"/></a></p>
  </xsl:template>

  <!-- the ticket in a few lines; context: ticket -->
  <xsl:template name="ticket-facts">
    <div class="facts">
      <p><strong><xsl:value-of select="@subject"/></strong></p>
      <p><span><t:word key="mail.facts.ticket"/></span><xsl:text> </xsl:text><xsl:value-of select="@ref"/></p>
      <p><span><t:word key="mail.facts.department"/></span><xsl:text> </xsl:text><xsl:value-of select="@department-name"/></p>
      <p><span><t:word key="mail.facts.priority"/></span><xsl:text> </xsl:text><t:word key="priority.{@priority}"/></p>
      <xsl:if test="@service-label"><p><span><t:word key="mail.facts.service"/></span><xsl:text> </xsl:text><xsl:value-of select="@service-label"/></p></xsl:if>
    </div>
  </xsl:template>

  <!-- for departments: who it is from as well; context: view -->
  <xsl:template name="client-fact">
    <p>
      <t:word key="mail.facts.client"/><xsl:text> </xsl:text><xsl:value-of select="message/@name"/>
      <xsl:if test="not(ticket/@account-name=message/@name)"><xsl:if test="message">, </xsl:if><xsl:value-of select="ticket/@account-name"/></xsl:if>
    </p>
  </xsl:template>

  <!-- what was written, and the names of the attachments; context: view -->
  <xsl:template name="written">
    <xsl:if test="message">
      <div class="text"><xsl:apply-templates select="message/body/node()" mode="markup"/></div>
      <xsl:if test="message/file">
        <p class="quiet"><t:word key="mail.files"/><xsl:text> </xsl:text><xsl:for-each select="message/file"><xsl:if test="preceding-sibling::file">, </xsl:if><xsl:value-of select="@name"/></xsl:for-each></p>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="markup">
    <xsl:element name="{local-name()}">
      <xsl:copy-of select="@href|@start|@align"/>
      <xsl:apply-templates select="node()" mode="markup"/>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>

<!-- mail/layout-text.xsl: the frame of every mail's plain part, and the pieces they share. A mail imports it and writes
     its own lines in mode "content"; each piece ends its last line.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                exclude-result-prefixes="t">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/view">
    <xsl:if test="not(starts-with(substring-after(@kind, '-'), 'alert'))">
      <xsl:choose>
        <xsl:when test="recipient/@name"><t:word key="mail.greeting" name="recipient/@name"/></xsl:when>
        <xsl:otherwise><t:word key="mail.greeting.nameless"/></xsl:otherwise>
      </xsl:choose>
      <xsl:text>&#10;&#10;</xsl:text>
    </xsl:if>
    <t:word key="mail.{@kind}.heading"/>
    <xsl:text>&#10;&#10;</xsl:text>
    <xsl:apply-templates select="." mode="content"/>
    <xsl:text>&#10;-- &#10;</xsl:text>
    <xsl:value-of select="@brand"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:value-of select="@url"/>
    <xsl:text>/&#10;</xsl:text>
  </xsl:template>

  <!-- what most people do next. Context: view; label: the words -->
  <xsl:template name="button">
    <xsl:param name="label"/>
    <xsl:value-of select="$label"/>
    <xsl:text>:&#10;</xsl:text>
    <xsl:value-of select="@link"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- the ticket in a few lines; context: ticket -->
  <xsl:template name="ticket-facts">
    <xsl:value-of select="@subject"/>
    <xsl:text>&#10;</xsl:text>
    <t:word key="mail.facts.ticket"/><xsl:text> </xsl:text><xsl:value-of select="@ref"/>
    <xsl:text>&#10;</xsl:text>
    <t:word key="mail.facts.department"/><xsl:text> </xsl:text><xsl:value-of select="@department-name"/>
    <xsl:text>&#10;</xsl:text>
    <t:word key="mail.facts.priority"/><xsl:text> </xsl:text><t:word key="priority.{@priority}"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:if test="@service-label">
      <t:word key="mail.facts.service"/><xsl:text> </xsl:text><xsl:value-of select="@service-label"/>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- for departments: who it is from as well; context: view -->
  <xsl:template name="client-fact">
    <t:word key="mail.facts.client"/><xsl:text> </xsl:text><xsl:value-of select="message/@name"/>
    <xsl:if test="not(ticket/@account-name=message/@name)"><xsl:if test="message">, </xsl:if><xsl:value-of select="ticket/@account-name"/></xsl:if>
    <xsl:text>&#10;&#10;</xsl:text>
  </xsl:template>

  <!-- what was written, and the names of the attachments; context: view -->
  <xsl:template name="written">
    <xsl:if test="message">
      <xsl:value-of select="message/source"/>
      <xsl:text>&#10;&#10;</xsl:text>
      <xsl:if test="message/file">
        <t:word key="mail.files"/><xsl:text>&#10;</xsl:text>
        <xsl:for-each select="message/file"><xsl:text>- </xsl:text><xsl:value-of select="@name"/><xsl:text>&#10;</xsl:text></xsl:for-each>
        <xsl:text>&#10;</xsl:text>
      </xsl:if>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

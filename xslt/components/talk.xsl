<!-- components/talk.xsl: the conversation of a ticket, for clients and agents.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- context: ticket -->
  <xsl:template name="talk">
    <h2 class="vh" id="talk"><t:word key="ticket.talk"/></h2>
    <xsl:if test="@earlier or @latest">
      <nav class="pages" w:aria-label="ticket.talk"><xsl:if test="@earlier"><a class="btn small" href="{/view/@base}{@earlier}" rel="prev"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#back"/></svg><t:word key="ticket.earlier"/></a></xsl:if><xsl:if test="@latest"><a class="btn small" href="{/view/@base}{@latest}"><t:word key="ticket.latest"/></a></xsl:if></nav>
    </xsl:if>
    <ol class="thread" aria-labelledby="talk"><xsl:apply-templates select="message|event"/></ol>
  </xsl:template>

  <xsl:template match="message">
    <li class="msg" id="reply-{@id}" data-from="{@from}">
      <xsl:if test="@note"><xsl:attribute name="data-tone">note</xsl:attribute></xsl:if>
      <span class="avatar" aria-hidden="true"><xsl:if test="@from='agent'"><xsl:attribute name="class">avatar us</xsl:attribute></xsl:if><xsl:value-of select="@initials"/></span>
      <article>
        <xsl:if test="@last"><xsl:attribute name="id">last</xsl:attribute></xsl:if>
        <header><h3><xsl:value-of select="@name"/></h3><xsl:text> </xsl:text><span><xsl:choose><xsl:when test="@note"><t:word key="message.note"/></xsl:when><xsl:when test="@from='agent'"><t:word key="message.agent"/></xsl:when><xsl:when test="@you"><t:word key="message.you.{@channel}"/></xsl:when><xsl:otherwise><t:word key="message.client.{@channel}"/></xsl:otherwise></xsl:choose></span><xsl:text> </xsl:text><time datetime="{@at}" title="{@at-moment}"><a href="#reply-{@id}"><xsl:value-of select="@at-text"/></a></time></header>
        <xsl:if test="@fresh"><p class="aside" data-tone="warn"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><t:word key="message.fresh"/></p></xsl:if>
        <xsl:if test="@note"><p class="aside"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#lock"/></svg><t:word key="message.note.inside"/></p></xsl:if>
        <xsl:if test="@held"><p class="aside" data-tone="warn"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#clock"/></svg><span><t:word key="message.held" n="@held"/></span><xsl:if test="@undo"><button class="btn small" type="submit" form="reply" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/undo" name="message" value="{@id}"><t:word key="work.undo"/></button></xsl:if></p></xsl:if>
        <div class="prose"><xsl:copy-of select="body/node()"/></div>
        <xsl:if test="file"><xsl:call-template name="attachments"/></xsl:if>
      </article>
    </li>
  </xsl:template>

  <!-- pictures as thumbnails, the rest as a list; context: message -->
  <xsl:template name="attachments">
    <xsl:if test="file[@image]">
      <ul class="shots" w:aria-label="files.pictures"><xsl:for-each select="file[@image]"><li><a href="{/view/@base}{@address}"><img src="{/view/@base}{@address}" alt="{@name}" loading="lazy"/></a><span class="quiet"><xsl:value-of select="@name"/> · <xsl:value-of select="@size-text"/></span></li></xsl:for-each></ul>
    </xsl:if>
    <xsl:if test="file[not(@image)]">
      <ul class="files flow" w:aria-label="files.label"><xsl:for-each select="file[not(@image)]"><li><svg class="i" aria-hidden="true"><xsl:choose><xsl:when test="@type='message/rfc822'"><use p:href="/assets/icons.svg#c-email"/></xsl:when><xsl:otherwise><use p:href="/assets/icons.svg#file"/></xsl:otherwise></xsl:choose></svg><a href="{/view/@base}{@address}"><xsl:value-of select="@name"/></a><span class="quiet"><xsl:value-of select="@size-text"/></span></li></xsl:for-each></ul>
    </xsl:if>
  </xsl:template>

  <xsl:template match="event">
    <li class="event"><svg class="i" aria-hidden="true"><xsl:choose><xsl:when test="@what='closed'"><use p:href="/assets/icons.svg#check"/></xsl:when><xsl:otherwise><use p:href="/assets/icons.svg#renew"/></xsl:otherwise></xsl:choose></svg><span><xsl:choose><xsl:when test="@you"><t:word key="event.{@what}.you"/></xsl:when><xsl:when test="@name"><t:word key="event.{@what}.by" name="@name"/></xsl:when><xsl:otherwise><t:word key="event.{@what}"/></xsl:otherwise></xsl:choose> · <time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></span></li>
  </xsl:template>

  <!-- the form for an answer; context: form. Parameter: action, below base -->
  <xsl:template name="reply">
    <xsl:param name="action"/>
    <form class="panel" id="reply" method="post" action="{/view/@base}{$action}" enctype="multipart/form-data" data-send="yes" aria-labelledby="reply-label">
      <div class="in form">
        <xsl:call-template name="hidden"/>
        <div class="field"><label for="body" id="reply-label"><t:word key="reply.label"/></label>
          <xsl:call-template name="editor"><xsl:with-param name="action" select="$action"/><xsl:with-param name="rows" select="5"/></xsl:call-template>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'body'"/></xsl:call-template>
          <span class="hint" id="body-hint"><t:word key="reply.hint"/></span>
        </div>
        <div class="field"><xsl:call-template name="files"/></div>
      </div>
      <footer><span class="small quiet"><xsl:choose><xsl:when test="/view/ticket/@can-reopen"><t:word key="reply.reopens"/></xsl:when><xsl:otherwise><t:word key="reply.tells-us" name="/view/ticket/@department-name"/></xsl:otherwise></xsl:choose></span><button class="btn go" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#send"/></svg><t:word key="reply.send"/></button></footer>
    </form>
  </xsl:template>
</xsl:stylesheet>

<!-- components/work.xsl: what an agent does to a ticket. All its buttons belong to one form, so that an answer which is being
     written comes along with each of them; what Enter presses is the first, which saves the panel and sends nothing.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">

  <!-- the first button of the form; context: ticket -->
  <xsl:template name="work-default">
    <button class="vh" type="submit" form="reply" tabindex="-1" aria-hidden="true" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{@ref}/set"><t:word key="work.save"/></button>
  </xsl:template>

  <!-- colleagues who have the ticket open; context: view -->
  <xsl:template name="present">
    <xsl:if test="present"><div class="banner" data-tone="warn" id="present"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#eye"/></svg><ul class="grow"><xsl:for-each select="present"><li><strong><t:word key="work.present" name="@name"/></strong><xsl:text> </xsl:text><time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time></li></xsl:for-each></ul></div></xsl:if>
  </xsl:template>

  <!-- the answer or note; context: form -->
  <xsl:template name="desk-reply">
    <form class="panel" id="reply" method="post" action="{/view/@base}/desk/tickets/{/view/ticket/@ref}/reply" enctype="multipart/form-data" data-send="yes" aria-labelledby="reply-label">
      <div class="in form">
        <xsl:call-template name="hidden"/>
        <input type="hidden" name="seen" value="{/view/ticket/@newest}"/>
        <xsl:for-each select="/view/work"><input type="hidden" name="was-department" value="{@was-department}"/><input type="hidden" name="was-priority" value="{@was-priority}"/><input type="hidden" name="was-service" value="{@was-service}"/><input type="hidden" name="was-subject" value="{@was-subject}"/><input type="hidden" name="was-status" value="{@was-status}"/><input type="hidden" name="was-assignee" value="{@was-assignee}"/></xsl:for-each>
        <div class="field"><label for="body" id="reply-label"><t:word key="work.body"/></label>
          <xsl:call-template name="editor"><xsl:with-param name="action" select="concat('/desk/tickets/',/view/ticket/@ref,'/reply')"/><xsl:with-param name="rows" select="6"/></xsl:call-template>
          <xsl:call-template name="fault"><xsl:with-param name="field" select="'body'"/></xsl:call-template>
          <span class="hint" id="body-hint"><t:word key="reply.hint"/></span>
          <xsl:call-template name="macro-missing"/>
        </div>
        <xsl:if test="/view/macro"><xsl:call-template name="macros"/></xsl:if>
        <div class="field"><xsl:call-template name="files"/></div>
      </div>
      <footer class="wrapping">
        <span class="small quiet"><xsl:choose><xsl:when test="/view/work/@undo-seconds &gt; 0"><t:word key="work.tells-after" name="/view/client/@name" n="/view/work/@undo-seconds"/></xsl:when><xsl:otherwise><t:word key="reply.tells-client" name="/view/client/@name"/></xsl:otherwise></xsl:choose></span>
        <span class="actions"><button class="btn go" type="submit"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#send"/></svg><t:word key="reply.send"/></button><button class="btn" type="submit" name="then" value="close"><t:word key="work.reply-close"/></button><button class="btn" type="submit" name="then" value="hold"><t:word key="work.reply-hold"/></button></span>
      </footer>
      <footer class="wrapping noting" data-tone="note">
        <span class="small"><t:word key="work.note.hint"/></span>
        <button class="btn" type="submit" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/note"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#lock"/></svg><t:word key="work.note.add"/></button>
      </footer>
    </form>
  </xsl:template>

  <!-- canned answers: the button shows the page again with one behind the text; as a preview it stores nothing -->
  <xsl:template name="macros">
    <div class="field"><label for="macro"><t:word key="macro.label"/></label>
      <div class="actions"><select class="auto" id="macro" name="macro"><xsl:call-template name="described"><xsl:with-param name="field" select="'macro'"/></xsl:call-template><option value=""><t:word key="macro.choose"/></option><xsl:for-each select="/view/macro"><option value="{@id}"><xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each></select><button class="btn" type="submit" name="preview" value="1" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/macro#reply"><t:word key="macro.put"/></button></div>
      <xsl:call-template name="fault"><xsl:with-param name="field" select="'macro'"/></xsl:call-template>
    </div>
  </xsl:template>

  <!-- what the ticket has no value for stays in the text -->
  <xsl:template name="macro-missing">
    <xsl:if test="/view/macro-missing"><p class="banner small" data-tone="warn" role="status"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#alert"/></svg><span class="grow"><t:word key="macro.missing"/><xsl:for-each select="/view/macro-missing"><xsl:text> </xsl:text><code>{{<xsl:value-of select="@name"/>}}</code></xsl:for-each></span></p></xsl:if>
  </xsl:template>

  <!-- department, priority, service, subject, status, who has it; context: work -->
  <xsl:template name="work-panel">
    <section class="panel" aria-labelledby="wk"><header><h2 id="wk"><t:word key="desk.work"/></h2></header>
      <div class="in pairs">
        <div class="field"><label for="status"><t:word key="queue.status"/></label><div><select form="reply" id="status" name="status"><xsl:call-template name="described"><xsl:with-param name="field" select="'status'"/></xsl:call-template>
          <xsl:call-template name="status-option"><xsl:with-param name="value" select="'open'"/></xsl:call-template>
          <xsl:call-template name="status-option"><xsl:with-param name="value" select="'in-progress'"/></xsl:call-template>
          <xsl:if test="@was-status='customer-reply' or @status='customer-reply'"><xsl:call-template name="status-option"><xsl:with-param name="value" select="'customer-reply'"/></xsl:call-template></xsl:if>
          <xsl:if test="@was-status='answered' or @status='answered'"><xsl:call-template name="status-option"><xsl:with-param name="value" select="'answered'"/></xsl:call-template></xsl:if>
          <xsl:call-template name="status-option"><xsl:with-param name="value" select="'on-hold'"/></xsl:call-template>
          <xsl:call-template name="status-option"><xsl:with-param name="value" select="'closed'"/></xsl:call-template>
        </select><xsl:call-template name="fault"><xsl:with-param name="field" select="'status'"/></xsl:call-template><xsl:if test="/view/problem[@field='status']"><span class="hint"><t:word key="work.now"/><xsl:text> </xsl:text><t:word key="ticket.status.{@was-status}"/></span></xsl:if></div></div>
        <div class="field"><label for="priority"><t:word key="field.priority"/></label><div><select form="reply" id="priority" name="priority"><xsl:call-template name="described"><xsl:with-param name="field" select="'priority'"/></xsl:call-template>
          <xsl:call-template name="priority-option"><xsl:with-param name="value" select="'low'"/></xsl:call-template>
          <xsl:call-template name="priority-option"><xsl:with-param name="value" select="'medium'"/></xsl:call-template>
          <xsl:call-template name="priority-option"><xsl:with-param name="value" select="'high'"/></xsl:call-template>
          <xsl:call-template name="priority-option"><xsl:with-param name="value" select="'urgent'"/></xsl:call-template>
        </select><xsl:call-template name="fault"><xsl:with-param name="field" select="'priority'"/></xsl:call-template><xsl:if test="/view/problem[@field='priority']"><span class="hint"><t:word key="work.now"/><xsl:text> </xsl:text><t:word key="priority.{@was-priority}"/></span></xsl:if></div></div>
        <div class="field"><label for="department"><t:word key="field.department"/></label><div><select form="reply" id="department" name="department"><xsl:call-template name="described"><xsl:with-param name="field" select="'department'"/></xsl:call-template>
          <xsl:for-each select="/view/department"><option value="{@slug}"><xsl:if test="@slug=/view/work/@department"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each>
        </select><xsl:call-template name="fault"><xsl:with-param name="field" select="'department'"/></xsl:call-template><xsl:if test="/view/problem[@field='department']"><span class="hint"><t:word key="work.now"/><xsl:for-each select="/view/department"><xsl:if test="@slug=/view/work/@was-department"><xsl:text> </xsl:text><xsl:value-of select="@name"/></xsl:if></xsl:for-each></span></xsl:if></div></div>
        <div class="field"><label for="assignee"><t:word key="queue.assigned"/></label><div><select form="reply" id="assignee" name="assignee"><xsl:call-template name="described"><xsl:with-param name="field" select="'assignee'"/></xsl:call-template>
          <option value=""><t:word key="queue.nobody"/></option><xsl:for-each select="/view/agent"><option value="{@id}"><xsl:if test="@id=/view/work/@assignee"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/></option></xsl:for-each>
        </select><xsl:call-template name="fault"><xsl:with-param name="field" select="'assignee'"/></xsl:call-template><xsl:if test="/view/problem[@field='assignee']"><span class="hint"><t:word key="work.now"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="@was-assignee=''"><t:word key="queue.nobody"/></xsl:when><xsl:otherwise><xsl:for-each select="/view/agent"><xsl:if test="@id=/view/work/@was-assignee"><xsl:value-of select="@name"/></xsl:if></xsl:for-each></xsl:otherwise></xsl:choose></span></xsl:if></div></div>
        <div class="field"><label for="service"><t:word key="field.service"/></label><div><select form="reply" id="service" name="service"><xsl:call-template name="described"><xsl:with-param name="field" select="'service'"/></xsl:call-template>
          <option value=""><t:word key="new.general"/></option><xsl:for-each select="/view/services/service"><option value="{@id}"><xsl:if test="@id=/view/work/@service"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@label"/>, <xsl:value-of select="@plan"/></option></xsl:for-each>
        </select><xsl:call-template name="fault"><xsl:with-param name="field" select="'service'"/></xsl:call-template><xsl:if test="/view/problem[@field='service']"><span class="hint"><t:word key="work.now"/><xsl:text> </xsl:text><xsl:choose><xsl:when test="@was-service=''"><t:word key="new.general"/></xsl:when><xsl:otherwise><xsl:for-each select="/view/services/service"><xsl:if test="@id=/view/work/@was-service"><xsl:value-of select="@label"/></xsl:if></xsl:for-each></xsl:otherwise></xsl:choose></span></xsl:if></div></div>
        <div class="field"><label for="subject"><t:word key="field.subject"/></label><div><input class="input" form="reply" id="subject" name="subject" maxlength="150" value="{@subject}"><xsl:call-template name="described"><xsl:with-param name="field" select="'subject'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'subject'"/></xsl:call-template><xsl:if test="/view/problem[@field='subject']"><span class="hint"><t:word key="work.now"/><xsl:text> </xsl:text><xsl:value-of select="@was-subject"/></span></xsl:if></div></div>
        <p class="actions"><button class="btn" type="submit" form="reply" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/set"><t:word key="work.save"/></button></p>
      </div>
      <div class="in pairs line">
        <xsl:if test="@held-until"><p class="small"><t:word key="work.held" date="@held-until-moment"/></p></xsl:if>
        <div class="field"><label for="until"><t:word key="work.until"/></label><div><input class="input" form="reply" type="date" id="until" name="until" min="{@tomorrow}" value="{@until}"><xsl:call-template name="described"><xsl:with-param name="field" select="'until'"/><xsl:with-param name="hint" select="'until-hint'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'until'"/></xsl:call-template><span class="hint" id="until-hint"><t:word key="work.until.hint"/></span></div></div>
        <p class="actions"><button class="btn" type="submit" form="reply" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/hold"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#s-on-hold"/></svg><t:word key="desk.set.on-hold"/></button></p>
      </div>
      <div class="in line"><xsl:call-template name="work-join"/></div>
    </section>
  </xsl:template>

  <xsl:template name="status-option">
    <xsl:param name="value"/>
    <option value="{$value}"><xsl:if test="@status=$value"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:word key="ticket.status.{$value}"/></option>
  </xsl:template>

  <xsl:template name="priority-option">
    <xsl:param name="value"/>
    <option value="{$value}"><xsl:if test="@priority=$value"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:word key="priority.{$value}"/></option>
  </xsl:template>

  <!-- merging, and splitting a message off; context: work -->
  <xsl:template name="work-join">
    <details class="fold"><xsl:if test="/view/problem[@field='into']"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:word key="work.merge"/></summary>
      <div class="stack tight">
        <div class="field"><label for="into"><t:word key="work.into"/></label><input class="input" form="reply" id="into" name="into" maxlength="40" autocomplete="off" spellcheck="false" value="{/view/form/value[@name='into']}"><xsl:if test="/view/client/other"><xsl:attribute name="list">others</xsl:attribute></xsl:if><xsl:call-template name="described"><xsl:with-param name="field" select="'into'"/><xsl:with-param name="hint" select="'into-hint'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'into'"/></xsl:call-template><xsl:if test="/view/client/other"><datalist id="others"><xsl:for-each select="/view/client/other"><option value="{@ref}"><xsl:value-of select="@subject"/></option></xsl:for-each></datalist></xsl:if><span class="hint" id="into-hint"><t:word key="work.merge.hint"/></span></div>
        <p class="actions"><button class="btn" type="submit" form="reply" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/merge"><svg class="i" aria-hidden="true"><use p:href="/assets/icons.svg#merge"/></svg><t:word key="work.merge.do"/></button></p>
      </div>
    </details>
    <xsl:if test="/view/ticket/message[@from='client']">
      <details class="fold"><xsl:if test="/view/problem[@field='message' or @field='title']"><xsl:attribute name="open">open</xsl:attribute></xsl:if><summary><t:word key="work.split"/></summary>
        <div class="stack tight">
          <div class="field"><label for="message"><t:word key="work.split.message"/></label><select form="reply" id="message" name="message"><xsl:call-template name="described"><xsl:with-param name="field" select="'message'"/></xsl:call-template><xsl:for-each select="/view/ticket/message[@from='client']"><option value="{@id}"><xsl:if test="@id=/view/form/value[@name='message']"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:value-of select="@name"/>, <xsl:value-of select="@at-text"/><xsl:if test="@excerpt">: <xsl:value-of select="@excerpt"/></xsl:if></option></xsl:for-each></select><xsl:call-template name="fault"><xsl:with-param name="field" select="'message'"/></xsl:call-template></div>
          <div class="field"><label for="title"><t:word key="work.split.title"/></label><input class="input" form="reply" id="title" name="title" maxlength="150" value="{/view/form/value[@name='title']}"><xsl:call-template name="described"><xsl:with-param name="field" select="'title'"/></xsl:call-template></input><xsl:call-template name="fault"><xsl:with-param name="field" select="'title'"/></xsl:call-template></div>
          <p class="actions"><button class="btn" type="submit" form="reply" formnovalidate="formnovalidate" formaction="{/view/@base}/desk/tickets/{/view/ticket/@ref}/split"><t:word key="work.split.do"/></button></p>
        </div>
      </details>
    </xsl:if>
  </xsl:template>

  <!-- people and other tickets of the client; context: client -->
  <xsl:template name="client-more">
    <xsl:if test="contact or account">
      <div class="in line"><dl class="facts">
        <xsl:if test="account"><div><dt><t:word key="work.accounts"/></dt><dd><xsl:for-each select="account"><xsl:if test="position()&gt;1">, </xsl:if><xsl:value-of select="@name"/></xsl:for-each></dd></div></xsl:if>
        <xsl:if test="contact"><div><dt><t:word key="work.contacts"/></dt><dd><ul><xsl:for-each select="contact"><li><xsl:value-of select="@name"/>, <t:word key="rights.{@rights}"/><xsl:text> </xsl:text><a href="mailto:{@email}"><xsl:value-of select="@email"/></a></li></xsl:for-each></ul></dd></div></xsl:if>
      </dl></div>
    </xsl:if>
    <xsl:if test="other">
      <h3 class="in sub"><t:word key="work.others"/></h3>
      <ul class="rows"><xsl:for-each select="other"><li class="row"><div class="grow"><a class="title" p:href="/desk/tickets/{@ref}"><xsl:value-of select="@subject"/></a><span class="meta"><span class="ref"><xsl:value-of select="@ref"/></span><xsl:text> </xsl:text><time datetime="{@updated}" title="{@updated-moment}"><xsl:value-of select="@updated-text"/></time></span></div><xsl:call-template name="ticket-badge"/></li></xsl:for-each></ul>
    </xsl:if>
  </xsl:template>

  <!-- all that was done, the last first; context: history -->
  <xsl:template match="history">
    <section class="panel" aria-labelledby="hs"><header><h2 id="hs"><t:word key="history"/></h2><span class="small quiet"><xsl:value-of select="count(change)"/></span></header>
      <xsl:choose>
        <xsl:when test="change"><ol class="rows done"><xsl:for-each select="change"><li class="row small"><div class="grow">
          <p><strong><t:word key="history.{@what}"/></strong>
          <xsl:choose>
            <xsl:when test="@what='status' or @what='closed' or @what='reopened' or @what='hold-over'"><xsl:if test="@from and @to"><span>: <t:word key="ticket.status.{@from}"/> → <t:word key="ticket.status.{@to}"/></span></xsl:if></xsl:when>
            <xsl:when test="@what='priority'"><span>: <t:word key="priority.{@from}"/> → <t:word key="priority.{@to}"/></span></xsl:when>
            <xsl:when test="@what='rated'"><span>: <t:word key="rating.{@to}"/></span></xsl:when>
            <xsl:when test="@what='hold'"><xsl:if test="@until"><span><xsl:text> </xsl:text><time datetime="{@until}"><xsl:value-of select="@until-moment"/></time></span></xsl:if></xsl:when>
            <xsl:when test="@what='merged' or @what='split'"><span><xsl:text> </xsl:text><a class="ref" p:href="/desk/tickets/{@to}"><xsl:value-of select="@to"/></a></span></xsl:when>
            <xsl:when test="@what='merged-from' or @what='split-from'"><span><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="@from"/></span></span></xsl:when>
            <xsl:when test="@what='assigned' or @what='service'"><span>: <xsl:call-template name="or-none"><xsl:with-param name="value" select="@from"/></xsl:call-template> → <xsl:call-template name="or-none"><xsl:with-param name="value" select="@to"/></xsl:call-template></span></xsl:when>
            <xsl:when test="@from or @to"><span>: <xsl:value-of select="@from"/> → <xsl:value-of select="@to"/></span></xsl:when>
          </xsl:choose></p>
          <span class="meta"><span><xsl:choose><xsl:when test="@you"><t:word key="queue.you"/></xsl:when><xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when><xsl:otherwise><t:word key="history.itself"/></xsl:otherwise></xsl:choose></span><xsl:text> </xsl:text><time datetime="{@at}" title="{@at-moment}"><xsl:value-of select="@at-text"/></time><xsl:if test="@of"><xsl:text> </xsl:text><span class="ref"><xsl:value-of select="@of"/></span></xsl:if></span>
        </div></li></xsl:for-each></ol></xsl:when>
        <xsl:otherwise><p class="in quiet"><t:word key="history.empty"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="or-none">
    <xsl:param name="value"/>
    <xsl:choose><xsl:when test="$value!=''"><xsl:value-of select="$value"/></xsl:when><xsl:otherwise><t:word key="history.none"/></xsl:otherwise></xsl:choose>
  </xsl:template>
</xsl:stylesheet>

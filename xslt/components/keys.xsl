<!-- components/keys.xsl: the keys of the desk: the sheet that names them, and the way to it.
     SPDX-License-Identifier: Apache-2.0 -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path" exclude-result-prefixes="t w p">
  <!-- nothing of it is seen without script -->
  <xsl:template name="keys">
    <p class="keys"><button class="btn plain small" type="button" hidden="hidden" data-keys="yes"><t:word key="keys.show"/><xsl:text> </xsl:text><kbd>?</kbd></button></p>
    <dialog id="keys" class="panel" aria-labelledby="keys-title" p:data-desk="/desk/">
      <form method="dialog" class="in stack tight">
        <h2 id="keys-title"><t:word key="keys.title"/></h2>
        <dl class="facts"><div><dt><kbd>j</kbd></dt><dd><t:word key="keys.next"/></dd></div><div><dt><kbd>k</kbd></dt><dd><t:word key="keys.previous"/></dd></div><div><dt><kbd>o</kbd></dt><dd><t:word key="keys.open"/></dd></div><div><dt><kbd>x</kbd></dt><dd><t:word key="keys.pick"/></dd></div><div><dt><kbd>r</kbd></dt><dd><t:word key="keys.reply"/></dd></div><div><dt><kbd>n</kbd></dt><dd><t:word key="keys.note"/></dd></div><div><dt><kbd>a</kbd></dt><dd><t:word key="keys.assign"/></dd></div><div><dt><kbd>/</kbd></dt><dd><t:word key="keys.search"/></dd></div><div><dt><kbd>u</kbd></dt><dd><t:word key="keys.back"/></dd></div><div><dt><kbd>?</kbd></dt><dd><t:word key="keys.help"/></dd></div></dl>
        <button class="btn" type="submit"><t:word key="keys.close"/></button>
      </form>
    </dialog>
  </xsl:template>
</xsl:stylesheet>

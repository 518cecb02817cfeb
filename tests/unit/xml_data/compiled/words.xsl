<!-- words.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p w:title='reply.send' w:alt='status.{item/@status}'>
<t:word key='status.{item/@status}'/><t:word key='days.left' n='@n'/><t:word key='days.left' n='1'/>
<t:word key='hello' who='@mark' what='count(item)'/><t:word key='brand'/></p><xsl:for-each select='item'><b>
<t:word key='status.{@status}'/></b></xsl:for-each><xsl:value-of select="t:word('days.left','n',@n)"/>
<p a="{t:word('hello','who',@mark,'what',concat('a',@n))}"><t:word key='{@none}.x'/></p></xsl:template>
</xsl:stylesheet>

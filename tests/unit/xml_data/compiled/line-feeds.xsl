<!-- line-feeds.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><textarea><xsl:value-of select="text"/></textarea><pre>
x</pre><pre>
<xsl:text>
</xsl:text></pre><textarea></textarea><textarea><xsl:value-of select="@none"/></textarea><pre><b/>
</pre>
<textarea><xsl:attribute name='a'>
</xsl:attribute><xsl:value-of select="@none"/><xsl:value-of select="text"/>
</textarea><textarea><xsl:call-template name='c'/><xsl:value-of select="text"/></textarea><pre>
<xsl:call-template name='d'/></pre><pre><xsl:element name='b'>x</xsl:element></pre>
</xsl:template>
<xsl:template name='c'><xsl:attribute name='b'>c</xsl:attribute>
</xsl:template>
<xsl:template name='d'><xsl:text>
</xsl:text>d</xsl:template>
</xsl:stylesheet>

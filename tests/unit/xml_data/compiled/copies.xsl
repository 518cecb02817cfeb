<!-- copies.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><div><xsl:copy-of select='body/node()'/></div><xsl:copy-of select='body'/><p>
<xsl:copy-of select='@*'/>x</p><p><xsl:copy-of select='@n'/><xsl:copy-of select='item[1]/@id'/></p>
<xsl:copy-of select="'a&lt;b'"/><xsl:copy-of select='count(item)'/><pre><xsl:copy-of select='text/text()'/></pre>
<xsl:copy-of select='none'/></xsl:template>
</xsl:stylesheet>

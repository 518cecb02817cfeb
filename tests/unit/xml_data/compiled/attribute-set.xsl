<!-- attribute-set.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:attribute-set name='s'><xsl:attribute name='title'>t</xsl:attribute></xsl:attribute-set>
<xsl:template match='/view'><p xsl:use-attribute-sets='s' id='a'><xsl:call-template name='c'/>x</p></xsl:template>
<xsl:template name='c'><xsl:attribute name='id'>b</xsl:attribute></xsl:template>
</xsl:stylesheet>

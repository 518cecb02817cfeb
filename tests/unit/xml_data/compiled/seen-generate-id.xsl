<!-- seen-generate-id.xsl: for tests/unit/test_compiled.c; libxslt notes in an attribute what it has made of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'>
<xsl:for-each select="item"><xsl:if test="generate-id(@id) != generate-id(@kind)"><b id="{@id}"><xsl:value-of select="@kind"/>
<xsl:if test="@id = '2'">!</xsl:if></b></xsl:if></xsl:for-each></xsl:template>
</xsl:stylesheet>

<!-- choose.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='item'><xsl:choose><xsl:when test="@kind='a'">A</xsl:when>
<xsl:when test='position()=1'>first</xsl:when><xsl:otherwise><xsl:if test='@id'>other</xsl:if></xsl:otherwise>
</xsl:choose></xsl:for-each><xsl:choose><xsl:when test='@none'>x</xsl:when></xsl:choose></xsl:template>
</xsl:stylesheet>

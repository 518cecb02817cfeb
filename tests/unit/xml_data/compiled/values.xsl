<!-- values.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p a='{@mark}' b='{@empty}' c='{@none}' d='x{@n}y{@n}{{}}'><xsl:value-of select="@mark"/>
<xsl:value-of select="text"/><xsl:value-of select="."/></p></xsl:template>
</xsl:stylesheet>

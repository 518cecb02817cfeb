<!-- number.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:for-each select='item'><xsl:number/><b><xsl:number value='position()' format='i'/>
</b></xsl:for-each></xsl:template>
</xsl:stylesheet>

<!-- attributes.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><p class='a' id='i'><xsl:attribute name='class'>b</xsl:attribute></p><p class='a'>
<xsl:if test='@none'><xsl:attribute name='class'>b</xsl:attribute></xsl:if></p><p x='1'><xsl:attribute name='y'>
<xsl:value-of select="@mark"/></xsl:attribute><xsl:attribute name='x'>2</xsl:attribute>
<xsl:attribute name='y'>3</xsl:attribute><xsl:attribute name='z'></xsl:attribute>text</p><p><xsl:choose>
<xsl:when test='@n'><xsl:attribute name='n'><xsl:if test='@n'>n={x}</xsl:if>&amp;<xsl:value-of select="@n"/>
</xsl:attribute></xsl:when></xsl:choose><b/></p><p><xsl:for-each select='item'><xsl:attribute name='k'>
<xsl:value-of select="@id"/></xsl:attribute></xsl:for-each><xsl:value-of select="@none"/>
<xsl:attribute name='l'>m</xsl:attribute></p><p><xsl:attribute name='v'><xsl:variable name='q' select='@n'/>
<xsl:for-each select='item'><xsl:value-of select="$q"/></xsl:for-each></xsl:attribute></p><p><xsl:attribute name='v'>
<xsl:call-template name='c'/></xsl:attribute></p><br><xsl:attribute name='class'>x</xsl:attribute></br>
<input disabled='x' value=''/><option><xsl:attribute name='selected'><xsl:value-of select="@n"/></xsl:attribute>
<xsl:attribute name='selected'></xsl:attribute><xsl:attribute name='a'>b</xsl:attribute>x</option>
<option selected='{@none}'/><p ab='1' b='2'><xsl:attribute name='b'>a long value here</xsl:attribute>
<xsl:attribute name='ab'></xsl:attribute></p></xsl:template>
<xsl:template name='c'>called <xsl:value-of select="@mark"/></xsl:template>
</xsl:stylesheet>

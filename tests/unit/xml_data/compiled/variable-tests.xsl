<!-- variable-tests.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:variable name='s' select="'a'"/><xsl:variable name='n' select='2'/>
<xsl:variable name='b' select='true()'/><xsl:variable name='set' select='item/@kind'/>
<xsl:variable name='f'>a</xsl:variable><xsl:variable name='e'/><xsl:if test="$s='a'">1</xsl:if>
<xsl:if test="$n='2'">2</xsl:if><xsl:if test="$n='2.0'">3</xsl:if><xsl:if test="$b='a'">4</xsl:if>
<xsl:if test="$set='a'">5</xsl:if><xsl:if test="$set!='a'">6</xsl:if><xsl:if test="$f='a'">7</xsl:if>
<xsl:if test="$e=''">8</xsl:if><xsl:if test="$f!=''">9</xsl:if><xsl:if test='item[@kind=$s]'>a</xsl:if>
<xsl:if test='item[@id=$n]'>b</xsl:if><xsl:if test='item/@kind=$set'>c</xsl:if><xsl:if test='$s=$f'>d</xsl:if>
<xsl:if test='$set'>e</xsl:if><xsl:if test='not($e)'>f</xsl:if><xsl:for-each select='item[@kind=$s]'>
<xsl:value-of select="@id"/></xsl:for-each><xsl:value-of select="item[@kind=$f]/@id"/><xsl:value-of select="$s"/>
<xsl:value-of select="$n"/><xsl:value-of select="$b"/><xsl:value-of select="$set"/><xsl:value-of select="$f"/>
<xsl:value-of select="concat($s,$n,$b,$f)"/><p a='{$s}{$n}{$set}{$f}'/></xsl:template>
</xsl:stylesheet>

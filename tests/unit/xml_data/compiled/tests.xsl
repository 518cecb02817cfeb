<!-- tests.xsl: for tests/unit/test_compiled.c; is written directly. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:helpdesk:theme"
                xmlns:w="urn:helpdesk:words" xmlns:p="urn:helpdesk:path">
<xsl:template match='/view'><xsl:if test='@n'>1</xsl:if><xsl:if test='@none'>2</xsl:if>
<xsl:if test='not(@none)'>3</xsl:if><xsl:if test="@empty=''">4</xsl:if><xsl:if test="@none=''">5</xsl:if>
<xsl:if test="@none!='x'">6</xsl:if><xsl:if test="item/@id='3'">7</xsl:if><xsl:if test="item/@id!='3'">8</xsl:if>
<xsl:if test='@n &gt; 4'>9</xsl:if><xsl:if test='@n &lt; 5'>a</xsl:if><xsl:if test='@n = 5'>b</xsl:if>
<xsl:if test='@n &lt;= 5 and @lang'>c</xsl:if><xsl:if test="@none or (@n and not(@lang='sr'))">d</xsl:if>
<xsl:if test='item/@kind = group/item/@kind'>e</xsl:if><xsl:if test='item/@kind != group/item/@kind'>f</xsl:if>
<xsl:if test="string(@none)=''">g</xsl:if><xsl:if test='string(@none)'>h</xsl:if>
<xsl:if test='@mark &gt; 0'>i</xsl:if><xsl:if test='item[2]'>j</xsl:if><xsl:if test="item[@kind='a']">k</xsl:if>
<xsl:if test="item[@kind='a' and @id='1']">l</xsl:if><xsl:if test="concat(@n,'x')='5x'">m</xsl:if>
<xsl:if test="'5'=@n">n</xsl:if><xsl:if test='@n != 5'>o</xsl:if><xsl:if test='text()'>p</xsl:if>
<xsl:if test='nothing'>q</xsl:if><xsl:if test="nothing=''">r</xsl:if><xsl:if test="string(item/@id)='2'">s</xsl:if>
<xsl:if test='../view'>t</xsl:if><xsl:if test='..'>u</xsl:if></xsl:template>
</xsl:stylesheet>

<!-- templates that are chosen by the name of an element need no libxslt -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="view"><p>weaker than the next</p></xsl:template>
  <xsl:template match="/view"><main>
    <ul><xsl:apply-templates select="item|group"/></ul>
    <ol><xsl:apply-templates select="group/item" mode="short"/></ol>
    <div><xsl:copy-of select="body/node()"/></div>
    <xsl:apply-templates select="." mode="short"/>
    <xsl:apply-templates select="none"/>
    <p><xsl:value-of select="count(item)"/> of <xsl:value-of select="count(group/item[@kind='a'])"/>, <xsl:value-of select="substring-after(item/@kind,'b')"/>|<xsl:value-of select="substring-after('a-b-c','-')"/>|<xsl:value-of select="substring-after('abc','x')"/>|<xsl:value-of select="substring-after('abc','')"/></p>
    <xsl:if test="count(item)&gt;2">more than two</xsl:if><xsl:if test="count(item)=3"> three</xsl:if><xsl:if test="count(none)!=0"> some</xsl:if>
  </main></xsl:template>
  <xsl:template match="item"><li><xsl:if test="position()=1"><xsl:attribute name="class">first</xsl:attribute></xsl:if>one</li></xsl:template>
  <xsl:template match="item"><li data-id="{@id}"><xsl:if test="position()=1"><xsl:attribute name="class">first</xsl:attribute></xsl:if><xsl:value-of select="@id"/></li></xsl:template>
  <xsl:template match="group"><li><xsl:value-of select="@name"/><ul><xsl:apply-templates select="item"/></ul><xsl:if test="position()&gt;3">!</xsl:if></li></xsl:template>
  <xsl:template match="item" mode="short"><xsl:param name="mark" select="'*'"/><li><xsl:value-of select="$mark"/><xsl:value-of select="@id"/></li></xsl:template>
  <xsl:template match="view" mode="short"><h2><xsl:value-of select="@page"/></h2></xsl:template>
</xsl:stylesheet>

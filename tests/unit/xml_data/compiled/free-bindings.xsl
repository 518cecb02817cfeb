<!-- variables and parameters that need no libxslt: what they are bound to is seen from where they were bound -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="section" select="'all'"/>
  <xsl:variable name="first" select="/view/item"/>
  <xsl:param name="none"/>
  <xsl:template match="/view"><main data-section="{$section}">
    <xsl:variable name="kind" select="'b'"/>
    <xsl:variable name="ids" select="item/@id"/>
    <p><xsl:value-of select="$ids"/>|<xsl:value-of select="$first"/>|<xsl:value-of select="$none"/>|<xsl:value-of select="concat($kind,'-',$section)"/></p>
    <xsl:for-each select="group/item"><i class="{$kind}"><xsl:if test="@kind!=$kind">other </xsl:if><xsl:if test="$ids">ids </xsl:if><xsl:if test="$none">none </xsl:if><xsl:if test="$ids=@id">same </xsl:if><xsl:variable name="own" select="@id"/><xsl:value-of select="$own"/></i></xsl:for-each>
    <xsl:for-each select="item[@kind=$kind]"><xsl:if test="position()&gt;1">, </xsl:if><b><xsl:value-of select="@id"/></b></xsl:for-each>
    <xsl:for-each select="item"><xsl:call-template name="shown"><xsl:with-param name="what" select="@id"/><xsl:with-param name="text">words &amp; more</xsl:with-param></xsl:call-template></xsl:for-each>
    <xsl:call-template name="shown"><xsl:with-param name="unknown" select="'x'"/><xsl:with-param name="rows" select="5"/></xsl:call-template>
    <xsl:call-template name="twice"><xsl:with-param name="what" select="$kind"/></xsl:call-template>
  </main></xsl:template>
  <xsl:template name="shown">
    <xsl:param name="what" select="'default'"/>
    <xsl:param name="again" select="$what"/>
    <xsl:param name="text"/>
    <xsl:param name="rows" select="3"/>
    <p data-rows="{$rows}"><xsl:value-of select="$what"/>=<xsl:value-of select="$again"/><xsl:if test="$text!=''">: <xsl:value-of select="$text"/></xsl:if><xsl:choose><xsl:when test="$kind">seen</xsl:when><xsl:otherwise>not seen</xsl:otherwise></xsl:choose></p>
  </xsl:template>
  <xsl:variable name="kind" select="''"/>
  <xsl:template name="twice">
    <xsl:param name="what"/>
    <xsl:call-template name="shown"><xsl:with-param name="what" select="$what"/></xsl:call-template>
    <xsl:call-template name="shown"><xsl:with-param name="what" select="concat($what,$what)"/></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

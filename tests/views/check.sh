#!/bin/bash
# Every sample view, in three languages: fits its schema, renders, and the Nu checker finds no fault in the page.
#   check.sh      ends with "N passed, N failed"; the pages are then under build/views
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
${MAKE:-make} --no-print-directory tools >/dev/null || { echo '0 passed, 1 failed'; exit 1; }
pages=build/views
rm -rf $pages
mkdir -p $pages
passed=0 failed=0

count() # STATUS WHAT
{
    if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "  FAIL  $2"; fi
}

# The view as it would be in another language: the texts stay, the frame changes.
in_language() # LANGUAGE FILE
{
    sed "s/^\(<view page=\"[a-z-]*\" lang=\)\"[^\"]*\"/\1\"$1\"/; s/ chosen=\"yes\" address=\"\([^\"]*lang=\)/ address=\"\1/
         s/<language tag=\"$1\"/& chosen=\"yes\"/" "$2"
}

for schema in xslt/schema/*.rng; do
    page=$(basename "$schema" .rng)
    case $page in common|mail|cli*|healthz) continue ;; esac
    files=(tests/views/"$page"/*.xml)
    [ -e "${files[0]}" ]
    count $? "no sample view of $page"
    said=$(xmllint --noout --nonet --relaxng "$schema" "${files[@]}" 2>&1)
    count $? "$(grep -v ' validates$' <<<"$said")"
    for file in "${files[@]}"; do
        for language in en sr-Latn sr-Cyrl; do
            name=$pages/$page.$(basename "$file" .xml).$language
            in_language $language "$file" >"$name.xml"
            echo "$language $page $name.xml $name.html"
        done
    done >>$pages/list
done
said=$(build/tools/render . https://helpdesk.example.com/portal - <$pages/list 2>&1)
[ -z "$said" ]
count $? "$said"
while read -r _ _ _ html; do
    [ -s "$html" ]
    count $? "$html is empty"
done <$pages/list
rm -f $pages/*.xml $pages/list
said=$(node tests/browser/check-html.mjs $pages)
count $? "$said"
echo "$passed passed, $failed failed"
[ $failed = 0 ]

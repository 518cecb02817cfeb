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

fail() # WHAT
{
    echo "  FAIL  $1"
    failed=$((failed + 1))
}

# The view as it would be in another language: the texts stay, the frame changes.
in_language() # LANGUAGE FILE
{
    sed "s/^\(<view page=\"[a-z-]*\" lang=\)\"[^\"]*\"/\1\"$1\"/; s/ chosen=\"yes\" address=\"\([^\"]*lang=\)/ address=\"\1/
         s/<language tag=\"$1\"/& chosen=\"yes\"/" "$2"
}

for file in tests/views/*/*.xml; do
    page=${file#tests/views/} page=${page%%/*}
    if ! said=$(xmllint --noout --nonet --relaxng "xslt/schema/$page.rng" "$file" 2>&1); then
        fail "$file does not fit xslt/schema/$page.rng: $(head -n 3 <<<"$said")"
        continue
    fi
    for language in en sr-Latn sr-Cyrl; do
        html=$pages/$page.$(basename "$file" .xml).$language.html
        in_language $language "$file" >$pages/view.xml
        if said=$(build/tools/render . https://helpdesk.example.com/portal $language "$page" $pages/view.xml 2>&1 >"$html") && [ -z "$said" ]; then
            passed=$((passed + 1))
        else
            fail "$file in $language: $(head -n 3 <<<"$said")"
        fi
    done
done
rm -f $pages/view.xml
for page in xslt/schema/*.rng; do
    name=$(basename "$page" .rng)
    case $name in common|mail|cli*) continue ;; esac
    if [ -d "tests/views/$name" ]; then passed=$((passed + 1)); else fail "no sample view of $name"; fi
done
if said=$(node tests/browser/check-html.mjs $pages); then passed=$((passed + 1)); else fail "the Nu checker: $said"; fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]

#!/bin/bash
# Whole journeys in real Chromium against a private portal, then every sample view; ends with "N passed, N failed".
#   run.sh [WORDS...]     only the tests whose names contain one of the words
#   run.sh --pictures     renews docs/pictures, and tests nothing
# Screenshots of every page are then under build/screenshots (not with HD_NO_SHOTS=1), the pages' HTML under build/pages.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
if [ "${1:-}" = --pictures ]; then exec node tests/browser/main.mjs --pictures; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

part() # COMMAND...: its last line says how many passed and failed
{
    "$@" 2>&1 | tee "$log" | grep -vE '^[0-9]+ passed, [0-9]+ failed$'
    local line
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    [ -n "$line" ] || line='0 passed, 1 failed'
    read -r p _ f _ <<<"$line"
    passed=$((passed + p)) failed=$((failed + f))
}

echo '== journeys'
part node tests/browser/main.mjs "$@"
if [ $# = 0 ]; then
    echo '== sample views'
    part tests/views/check.sh
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]

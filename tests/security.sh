#!/bin/bash
# The portal under scanners (sqlmap, wapiti) and behind a web application firewall (mod_security2 with the core rule set).
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
export PYTHONDONTWRITEBYTECODE=1
status=0

echo '== behind mod_security2 with the core rule set'
said=$(/usr/bin/python3 -m pytest -q -p no:cacheprovider tests/security 2>&1)
firewall=$?
[ $firewall = 0 ] || { status=1; echo "$said"; }
passed=$(sed -n 's/.*\b\([0-9][0-9]*\) passed.*/\1/p' <<<"$said" | tail -n 1)
failed=$(grep -cE '^(FAILED|ERROR) ' <<<"$said")
[ $firewall = 0 ] || [ "$failed" != 0 ] || failed=1
result security-firewall "${passed:-0}" "$failed"

for tool in sqlmap wapiti; do
    echo "== $tool"
    if /usr/bin/python3 tests/security/scan.py $tool; then result "security-$tool" 1 0; else status=1; result "security-$tool" 0 1; fi
done
exit $status

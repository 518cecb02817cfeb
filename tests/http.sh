#!/bin/bash
# The tests over HTTP, for each database and each way of running Apache that counts.
#   http.sh [DB:MPM...]      default: all three databases under event, SQLite under worker and prefork
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
trap 'exit 130' INT TERM # once pytest has stopped its servers
[ $# -gt 0 ] || set -- sqlite3:event pgsql:event mysql:event sqlite3:worker sqlite3:prefork

variant=$(basename "${BUILD:-build}")
[ "$variant" = build ] && variant='' || variant=-$variant
all=0
for run in "$@"; do
    xml=build/results/http-${run/:/-}$variant.xml
    mkdir -p build/results
    rm -f "$xml"
    echo "== tests/http on ${run%:*} under ${run#*:}${variant:+, }${variant#-}"
    HD_DB=${run%:*} HD_MPM=${run#*:} PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest -q -p no:cacheprovider \
        --junitxml="$xml" tests/http
    status=$?
    read -r passed failed < <(/usr/bin/python3 - "$xml" <<'PY'
import sys, xml.etree.ElementTree as tree
try:
    suite = tree.parse(sys.argv[1]).getroot().find('testsuite')
    count = {name: int(suite.get(name)) for name in ('tests', 'failures', 'errors', 'skipped')}
    bad = count['failures'] + count['errors']
    print(max(count['tests'] - bad - count['skipped'], 0), bad)
except (OSError, tree.ParseError):
    print(0, 1)
PY
    )
    [ $status = 0 ] || [ "$failed" != 0 ] || failed=1
    result "http-${run/:/-}$variant" "$passed" "$failed" || all=1
done
exit $all

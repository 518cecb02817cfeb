#!/bin/bash
# Run the unit tests that are built under BUILD, one program after the other, on all three databases.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
build=${1:-build}
part=unit
[ "$build" = build ] || part=unit-$(basename "$build")
databases=$(mktemp -d /tmp/hd-unit-XXXXXX)
chmod 755 "$databases"
trap 'tests/databases.sh stop "$databases"' EXIT
settings=$(tests/databases.sh start "$databases") || exit 1
eval "$settings"
mkdir -p "$build/results"
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

passed=0 failed=0
for source in tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    log=$build/results/$name.log
    timeout 300 "$build/unit/$name" >"$log" 2>&1
    status=$?
    ok=$(grep -c '^\[       OK \]' "$log")
    bad=$(grep -c '^\[  FAILED  \] [A-Za-z_]*$' "$log")
    [ "$bad" -gt 0 ] && bad=$((bad / 2 > 0 ? bad / 2 : bad))
    [ $status != 0 ] && [ "$bad" = 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad))
    if [ $status = 0 ]; then echo "ok    $name ($ok)"
    else
        echo "FAIL  $name (status $status)"
        grep -vE '^\[( RUN|       OK)' "$log" | sed 's/^/      /'
    fi
done
result "$part" $passed $failed

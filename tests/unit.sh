#!/bin/bash
# Run the unit tests that are built under BUILD, one program after the other, on all three databases. Under a sanitizer the
# programs that are told which database to use are told SQLite: statements differ between databases, C does not.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
build=${1:-build}
part=unit
drivers="sqlite3 pgsql mysql"
[ "$build" = build ] || { part=unit-$(basename "$build"); drivers=sqlite3; }
databases=$(mktemp -d /tmp/hd-unit-XXXXXX)
chmod 755 "$databases"
trap 'tests/databases.sh stop "$databases"' EXIT
trap 'exit 130' INT TERM
settings=$(tests/databases.sh start "$databases") || exit 1
eval "$settings"
mkdir -p "$build/results"
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

passed=0 failed=0
run_one() # NAME [DRIVER]
{
    local log=$build/results/$1${2:+-$2}.log status ok bad
    HD_TEST_DRIVER=${2:-sqlite3} timeout --foreground 600 "$build/unit/$1" >"$log" 2>&1
    status=$?
    ok=$(grep -c '^\[       OK \]' "$log")
    # cmocka names each failed test twice: where it failed, and in the list at the end.
    bad=$(($(grep -cE '^\[  (FAILED |ERROR  ) \] [A-Za-z_]\w*$' "$log") + 1))
    bad=$((bad / 2))
    [ $status = 0 ] && bad=0
    [ $status != 0 ] && [ $bad = 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad))
    if [ $status = 0 ]; then echo "ok    $1${2:+ on $2} ($ok)"
    else
        echo "FAIL  $1${2:+ on $2} (status $status)"
        grep -vE '^\[( RUN|       OK)' "$log" | sed 's/^/      /'
    fi
}

for source in tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    # Some programs go through the databases themselves; the others that have one are told which.
    if grep -q 'db_fixture\.h' "$source" && ! grep -qE 'run_on_all|hd_fixture_open_on' "$source"; then
        for driver in $drivers; do run_one "$name" "$driver"; done
    else run_one "$name"
    fi
done
result "$part" $passed $failed

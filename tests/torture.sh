#!/bin/bash
# A few kills on each database, on all three at the same time: the part of "make torture" that "make check" runs.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
mkdir -p build/results
passed=0 failed=0
declare -A started
trap 'wait; exit 130' INT TERM # Ctrl-C reaches them, too, and each stops its servers
for db in sqlite3 pgsql mysql; do
    env --default-signal=INT tests/torture/torture.py --db $db --run both --kills 3 --every 3 --people 4 --quick >build/results/torture-$db.log 2>&1 &
    started[$db]=$!
done
for db in "${!started[@]}"; do
    if wait "${started[$db]}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    cat build/results/torture-"$db".log
done
result torture $passed $failed

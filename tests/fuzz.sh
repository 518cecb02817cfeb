#!/bin/bash
# Fuzz targets built under BUILD with libFuzzer.
#   fuzz.sh replay BUILD            feed the kept corpus (and what earlier runs found) once
#   fuzz.sh run BUILD SECONDS       fuzz each target; new inputs go to BUILD/corpus, crashes to BUILD/crashes
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
trap 'exit 130' INT TERM
how=$1 build=$2 seconds=${3:-60}
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # targets that need files write them anew with every input

passed=0 failed=0
mkdir -p "$build/crashes" build/results
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    corpus=tests/fuzz/corpus/${name#fuzz_}
    found=$build/corpus/${name#fuzz_}
    log=build/results/$name-$how.log
    mkdir -p "$found"
    arguments=(-artifact_prefix="$build/crashes/$name-" -timeout=60 -rss_limit_mb=2048)
    if [ "$how" = replay ]; then
        mapfile -t inputs < <(find "$corpus" -type f 2>/dev/null)
        if [ ${#inputs[@]} = 0 ]; then
            echo "FAIL  $name: there is no corpus in $corpus"
            failed=$((failed + 1))
            continue
        fi
        "$build/fuzz/$name" "${arguments[@]}" "${inputs[@]}" >"$log" 2>&1
    else
        "$build/fuzz/$name" "${arguments[@]}" -max_total_time="$seconds" "$found" "$corpus" >"$log" 2>&1
    fi
    status=$?
    if [ $status = 0 ]; then
        passed=$((passed + 1))
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        grep -E 'ERROR|SUMMARY|runtime error|    #[0-6] ' "$log" | head -n 20 | sed 's/^/      /'
    fi
done
result "fuzz-$how" $passed $failed

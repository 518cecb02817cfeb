#!/bin/bash
# Fuzz targets built under BUILD with libFuzzer.
#   fuzz.sh replay BUILD            feed the kept corpus once
#   fuzz.sh run BUILD SECONDS       fuzz each target for SECONDS, JOBS of them at once; new inputs go to BUILD/corpus,
#                                   crashes to BUILD/crashes
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
how=$1 build=$2 seconds=${3:-60}
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # targets that need files write them anew with every input

target() # NAME LOG; runs one and says what it did
{
    local corpus=tests/fuzz/corpus/${1#fuzz_} found=$build/corpus/${1#fuzz_} log=$2 inputs what
    local took=$build/fuzz/$1.took TIMEFORMAT='%U %S'
    local arguments=(-artifact_prefix="$build/crashes/$1-" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1)
    mkdir -p "$found"
    mapfile -t inputs < <(find "$corpus" -type f 2>/dev/null)
    if [ "$how" = replay ] && [ ${#inputs[@]} = 0 ]; then
        echo "FAIL  $1: there is no corpus in $corpus"
        return 1
    fi
    if [ "$how" = run ]; then
        [ ${#inputs[@]} = 0 ] && inputs=("$found") || inputs=("$found" "$corpus")
        inputs+=(-max_total_time="$seconds")
    fi
    if { time "$build/fuzz/$1" "${arguments[@]}" "${inputs[@]}" >"$log" 2>&1; } 2>"$took"; then
        [ "$how" = replay ] || what=$(awk '/number_of_executed_units/ { n = $2 }
            match($0, /cov: [0-9]+/) { c = substr($0, RSTART + 5, RLENGTH - 5) }
            END { printf ": %d inputs, %d edges", n, c }' "$log" && awk '{ printf ", %d s of processor time", $1 + $2 }' "$took")
        echo "ok    $1${what:-}"
    else
        echo "FAIL  $1"
        grep -E 'ERROR|SUMMARY|runtime error|    #[0-6] ' "$log" | head -n 20 | sed 's/^/      /'
        return 1
    fi
}

passed=0 failed=0 running=0
stop() # the targets that run, and those that are about to
{
    mapfile -t pids < <(jobs -p)
    kill -STOP "${pids[@]}" 2>/dev/null # so that none begins another
    pkill -P "$(IFS=,; echo "${pids[*]}")"
    kill -KILL "${pids[@]}" 2>/dev/null
    exit 130
}
trap stop INT TERM
ended() # waits for one of those that run
{
    if wait -n; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    running=$((running - 1))
}
mkdir -p "$build/crashes" build/results
for source in tests/fuzz/fuzz_*.c; do
    [ $running -lt "${JOBS:-2}" ] || ended
    name=$(basename "$source" .c)
    target "$name" "build/results/$name-$how.log" &
    running=$((running + 1))
done
while [ $running -gt 0 ]; do ended; done
result "fuzz-$how" $passed $failed

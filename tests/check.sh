#!/bin/bash
# Make the targets that are named, all of them whatever the others give.
#   check.sh FIRST [TARGET...]     FIRST alone, for it builds what the others need; then LANES (1) of the others at a time
# What a target says is printed whole once it is done, and is in build/results/TARGET.log while it runs. Ends with a table
# of the targets, and the sum of what passed and failed. Ctrl-C has each lane clear away what it has started.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
rm -rf build/results
mkdir -p build/results
export HD_NO_SHOTS=1 # pictures of pages are for people: make check-browser makes them
declare -A target started result # the first two by process, the last by target

start() # TARGET, in a process group of its own, where what bash lets the background ignore counts
{
    env --default-signal=INT,QUIT setsid "${MAKE:-make}" --no-print-directory "$1" >"build/results/$1.log" 2>&1 </dev/null &
    target[$!]=$1 started[$!]=$SECONDS
}

finish() # wait for one of those that were started
{
    local pid word=ok
    wait -n -p pid || word=FAILED
    result[${target[$pid]}]=$(printf '%-7s %4d s' $word $((SECONDS - started[$pid])))
    printf '\n==== make %s: %s\n' "${target[$pid]}" "${result[${target[$pid]}]}"
    cat "build/results/${target[$pid]}.log"
    unset "target[$pid]"
    [ $word = ok ]
}

# shellcheck disable=SC2317 # called by trap
stop() # as if Ctrl-C had been pressed in each lane
{
    trap '' INT TERM HUP
    echo "check.sh: stopping ${target[*]}"
    for pid in "${!target[@]}"; do kill -INT -- "-$pid"; done
    wait
    exit 130
}

status=0
trap stop INT TERM HUP
start "$1"
if finish; then
    for next in "${@:2}"; do
        [ ${#target[@]} -lt "${LANES:-1}" ] || finish || status=1
        start "$next"
    done
    while [ ${#target[@]} -gt 0 ]; do finish || status=1; done
else status=1
fi

passed=0 failed=0
for file in build/results/*; do
    case $file in *.log|*.xml) continue ;; esac
    read -r p f <"$file"
    passed=$((passed + p)) failed=$((failed + f))
done
[ $status = 0 ] || [ $failed != 0 ] || failed=1
printf '\n'
for name in "$@"; do printf '%-26s %s\n' "$name" "${result[$name]:-not made}"; done
printf '%-26s %12d s\n\n%d passed, %d failed\n' 'in all' $SECONDS $passed $failed
exit $status

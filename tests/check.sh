#!/bin/bash
# Make the targets that are named, all of them whatever the others give, and end with the sum of what passed and failed.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
rm -rf build/results
status=0
summary=''
for target in "$@"; do
    started=$SECONDS
    echo "==== make $target"
    ${MAKE:-make} --no-print-directory "$target"
    one=$?
    [ $one = 0 ] || status=1
    summary+=$(printf '%-16s %-7s %4d s' "$target" "$([ $one = 0 ] && echo ok || echo FAILED)" $((SECONDS - started)))$'\n'
done
passed=0 failed=0
for file in build/results/*; do
    case $file in *.log|*.xml|*'*') continue ;; esac
    read -r p f <"$file"
    passed=$((passed + p)) failed=$((failed + f))
done
[ $status = 0 ] || [ $failed != 0 ] || failed=1
printf '\n%s\n%d passed, %d failed\n' "$summary" $passed $failed
exit $status

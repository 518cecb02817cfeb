#!/bin/bash
# The journeys in Chromium: tests/browser/run.sh starts its own portal and ends with a line "N passed, N failed".
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
mkdir -p build/results
tests/browser/run.sh 2>&1 | tee build/results/browser.log
status=${PIPESTATUS[0]}
line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' build/results/browser.log | tail -n 1)
passed=${line%% passed*}
failed=${line#*passed, }
failed=${failed%% *}
[ "$status" = 0 ] || [ "${failed:-0}" != 0 ] || failed=1
[ -n "$line" ] || failed=1
result browser "${passed:-0}" "${failed:-0}"

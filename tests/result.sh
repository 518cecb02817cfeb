# shellcheck shell=bash
# Sourced by the runners: what a part of the tests gave, as a line for people and a file for tests/check.sh.
# SPDX-License-Identifier: Apache-2.0

result() # PART PASSED FAILED; the status tells whether all passed
{
    mkdir -p build/results
    echo "$2 $3" >"build/results/$1"
    echo "$1: $2 passed, $3 failed"
    [ "$3" = 0 ]
}

#!/bin/bash
# Measure what pages cost. BENCH_DB (sqlite3,pgsql,mysql) and BENCH_TICKETS (1000,100000) choose where; see bench.py.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."
make --no-print-directory "${BUILD:-build}/tools/make_data" "${BUILD:-build}/bench/write_floor"
exec /usr/bin/python3 tests/bench/bench.py "$@"

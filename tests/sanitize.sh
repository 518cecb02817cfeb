#!/bin/bash
# The portal under ThreadSanitizer, on SQLite, for some seconds.
#   sanitize.sh SECONDS     BUILD (compiled with -fsanitize=thread), HD_PRELOAD (libtsan) and HD_DB in the environment
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/result.sh
# setarch: the runtime needs addresses where it expects them.
if PYTHONDONTWRITEBYTECODE=1 setarch -R /usr/bin/python3 tests/sanitize/threads.py "$1"; then result threads 1 0; else result threads 0 1; fi

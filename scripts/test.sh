#!/bin/sh
# Everything that must hold, from a bare clone: scripts/test.sh [unit|model|property|validators|lab|full].
# Without a word: all but the demo and the longest of the lab.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
# Tests run in some forty processes: none of them compiles again what another one has.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/compiled"
exec node test/run.ts "$@"

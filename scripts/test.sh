#!/bin/sh
# Runs the tests from a bare clone: scripts/test.sh
# [unit|shell|model|property|validators|logins|databases|lab|faults|vagrant|full]. Without an argument: all but the
# databases, the faults, Vagrant, the demo and the longer tests of the lab.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
# Tests run in some forty processes, which share the code that one of them has compiled.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/compiled"
exec node test/run.ts "$@"

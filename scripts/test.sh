#!/bin/sh
# Everything that must hold, from a bare clone: scripts/test.sh [unit|model|property|lab|full]. Without
# a word: all but the demo and the longest of the lab.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
exec node test/run.ts "$@"

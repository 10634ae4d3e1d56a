#!/bin/sh
# Everything that must hold, from a bare clone: scripts/test.sh [unit|lab|full]. Without a word: unit and lab.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
exec node test/run.ts "$@"

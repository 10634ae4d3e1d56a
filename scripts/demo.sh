#!/bin/sh
# From a bare clone to a cluster that balances and fails over, with an explanation of each step.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
exec node scripts/demo.ts

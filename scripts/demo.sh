#!/bin/sh
# From a bare clone to a cluster that balances and fails over, explained while it happens.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
exec node scripts/demo.ts

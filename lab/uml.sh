#!/bin/bash
# A UML kernel that reboots executes its own argv[0] again, with its old tap still open, which the new one could not
# open then. So argv[0] is this script: it closes what was left open and starts the kernel afresh.
for ((descriptor = 3; descriptor < 255; descriptor++)); do eval "exec $descriptor>&-"; done
exec -a "$0" linux.uml "$@"

#!/bin/bash
# A UML kernel that reboots executes its own argv[0] again while its old tap is still open, and then cannot open the tap.
# So argv[0] is this script: it closes all descriptors and starts the kernel anew. In bash, as POSIX sh has neither
# exec -a nor descriptors above 9.
for ((descriptor = 3; descriptor < 255; descriptor++)); do eval "exec $descriptor>&-"; done
exec -a "$0" linux.uml "$@"

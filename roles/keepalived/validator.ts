/**
 * Judges a candidate of keepalived.conf; `%` is its path. Every status but 0 fails (rule 20). keepalived 2.2.7 ends
 * itself by SIGTERM when it tests a file with scripts; as the first process of a namespace of its own it cannot.
 */
export const KEEPALIVED_VALIDATOR =
  'if unshare --pid --fork true 2>/dev/null; then unshare --pid --fork keepalived -t -f %; else keepalived -t -f %; fi'

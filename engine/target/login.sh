# Before environment.sh, in all that a login starts.

# For facts.sh: how the controller has reached the host.
# shellcheck disable=SC2034 # another script uses it
ssh_connection=${SSH_CONNECTION:-}
# What the scripts of a run say to each other: nothing of it comes from a login.
unset EVENKEEL_RUN EVENKEEL_STEP EVENKEEL_MARK EVENKEEL_AT_BOOT EVENKEEL_EACH

# Before environment.sh, in all that a login starts.

# For facts.sh: how the controller has reached the host.
# shellcheck disable=SC2034 # another script uses it
ssh_connection=${SSH_CONNECTION:-}
# The scripts of a run set these for each other. A login must not.
unset EVENKEEL_RUN EVENKEEL_STEP EVENKEEL_MARK EVENKEEL_AT_BOOT EVENKEEL_EACH

# The environment of all probes, steps, looks and users' commands, over ssh, in the runner and at boot alike: with another
# home, locale, proxy or path a test would give another answer. Of all other variables only those of evenkeel itself are
# left, and those of tests: EVENKEEL_PATH has programs that come first. What the runner starts has its environment already:
# to start the programs below is a good part of the cost of a step.

# First, as the programs below must be found.
PATH=${EVENKEEL_PATH:+$EVENKEEL_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [ "${EVENKEEL_ENVIRONMENT:-}" != own ]; then
  # shellcheck disable=SC2046 # each name is a word
  unset EVENKEEL_NONE $(
    env | sed -nE -e '/^(EVENKEEL_[^=]*|CRASH[^=]*|PATH|PWD|OLDPWD|_|SHLVL|SHELLOPTS|BASHOPTS)=/d' \
      -e '/^(E?UID|PPID|IFS|LINENO|OPTIND|OPTARG|PS[0-9])=/d' -e 's/^([A-Z_a-z][0-9A-Z_a-z]*)=.*/\1/p'
  )
fi
HOME=/root
LC_ALL=C
export PATH HOME LC_ALL

# The environment of all that runs on a host: readings, steps, looks and users' commands, over ssh, in the runner and at boot
# alike. With another home, locale, proxy or path a test would give another answer. Of all other variables only those of
# evenkeel itself are left, and those of tests: EVENKEEL_PATH has programs that come first.
#
# Each script that something else than evenkeel starts begins with this one: what a login starts (login.sh) and the runner.
# Their children inherit it. No variable says that it is clean: a login could have that one, too.

# First, as the programs below must be found.
PATH=${EVENKEEL_PATH:+$EVENKEEL_PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# shellcheck disable=SC2046 # each name is a word
unset EVENKEEL_NONE $(
  env | sed -nE -e '/^(EVENKEEL_[^=]*|CRASH[^=]*|PATH|PWD|OLDPWD|_|SHLVL|SHELLOPTS|BASHOPTS)=/d' \
    -e '/^(E?UID|PPID|IFS|LINENO|OPTIND|OPTARG|PS[0-9])=/d' -e 's/^([A-Z_a-z][0-9A-Z_a-z]*)=.*/\1/p'
)
HOME=/root
LC_ALL=C
export PATH HOME LC_ALL

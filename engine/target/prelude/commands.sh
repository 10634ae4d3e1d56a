# Commands that the user wrote: in /, with the environment of environment.sh, and with the usual umask, as what they make is
# for others, too.

read_command() {
  if (cd / && umask 022 && sh -c "$1") >/dev/null 2>&1 </dev/null; then echo 'done'; else echo absent; fi
}

run_command() (
  cd /
  umask 022
  sh -e -c "$1" </dev/null
)

undo_command_if_done() { # UNLESS UNDO
  [ "$(read_command "$1")" = absent ] || run_command "$2"
}

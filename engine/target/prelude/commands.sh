# Commands that the user wrote.

read_command() {
  cd /
  if sh -c "$1" >/dev/null 2>&1 </dev/null; then echo 'done'; else echo absent; fi
}

run_command() (
  cd /
  sh -e -c "$1" </dev/null
)

undo_command_if_done() { # UNLESS UNDO
  [ "$(read_command "$1")" = absent ] || run_command "$2"
}

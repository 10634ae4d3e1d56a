# Taking back.

revert() {
  claim "$run" reverting
  # `stuck` may be tried again by hand, once what was in the way is gone.
  mv "$run/stuck" "$run/reverting" 2>/dev/null
  if test -e "$run/reverting"; then
    make_room
    end_torn_line
    flush
    left_behind=
    for entry in $(sed -n 's/^\([0-9]*\) \([0-9]*\) started$/\1:\2/p' "$run/journal" | sed '1!G;h;$!d'); do
      undo "${entry%:*}" "${entry#*:}"
    done
    prove_reverted
  elif test -e "$run/reverted"; then
    release
  fi
  rest_as_it_stands
}

# Taking back needs space too, and must not depend on what others left of it.
make_room() { rm -rf "$run/reserve" "$run/reserved"; }

# The tail of a torn journal is no record.
end_torn_line() {
  case $(tail -c 1 "$run/journal" | tr '\0\n' 'xn') in n | '') ;; *) echo >>"$run/journal" ;; esac
}

undo() { # STAGE STEP
  grep -qx "$1 $2 undone" "$run/journal" && return 0
  tell "undoing $1 $2"
  if step "$1" "$2" undo; then
    note "$1 $2 undone"
    tell "undone $1 $2"
    return 0
  fi
  left_behind=yes
  note "$1 $2 left"
  tell "left $1 $2"
  tell_logs "$1" "$2" undo
}

# Not the undo steps' exit status counts, but whether the host reads as it did before the first write. Early at boot
# it cannot: the guard comes back to this once the host is up.
prove_reverted() {
  test -z "${EVENKEEL_AT_BOOT:-}" || return 0
  if reads_as_before; then
    mv "$run/reverting" "$run/reverted"
    flush
    release
  else
    mv "$run/reverting" "$run/stuck"
  fi
}

# Services that were started again may take a moment; what could not be taken back will not come by itself.
reads_as_before() {
  for try in 1 2 3 4 5 6 7 8 9 10; do
    test "$(digest "$run/baseline.sh")" != "$(cat "$run/baseline")" || return 0
    test -z "$left_behind" || return 1
    sleep 1
  done
  return 1
}

digest() { sh "$1" </dev/null | sha256sum | cut -d ' ' -f 1; }

# Undo of all steps that the journal names, the last one first.

revert() {
  claim "$run" reverting
  # A stuck run can be reverted again by hand, after its cause is removed.
  again=
  if mv "$run/stuck" "$run/reverting" 2>/dev/null; then again=yes; fi
  if [ -e "$run/reverting" ]; then
    make_room
    end_torn_line
    [ -z "$again" ] || begin_again
    flush_file_system "$run"
    left_behind=
    rm -f "$run/unmounted"
    # shellcheck disable=SC2013 # each line becomes one word, and a loop in a pipe could not set left_behind
    for entry in $(sed -n 's/^\([0-9]*\) \([0-9]*\) started$/\1:\2/p' "$run/journal" | sed '1!G;h;$!d'); do
      undo "${entry%:*}" "${entry#*:}" || left_behind=yes
    done
    prove_reverted "$left_behind"
  elif [ -e "$run/reverted" ]; then
    release
  fi
  rest_as_it_stands
}

# An undo needs space too, and must not depend on what others left of it.
make_room() { rm -rf "$run/reserve" "$run/reserved"; }

# Ends an incomplete last line of the journal, which is no record.
end_torn_line() {
  case $(tail -c 1 "$run/journal" | tr '\0\n' 'xn') in n | '') ;; *) echo >>"$run/journal" ;; esac
}

# What was undone may have been lost since, such as below a file system that was mounted later: it is undone once more
# unless the host reads as before.
begin_again() {
  ! reads_the_same || return 0
  once_more=$(sed -n 's/^\([0-9]* [0-9]*\) undone$/\1 again/p' "$run/journal")
  [ -z "$once_more" ] || note "$once_more"
}

undo() { # STAGE STEP
  case $(grep -xE "$1 $2 (undone|again)" "$run/journal" | tail -n 1) in *undone) return 0 ;; esac
  event "undoing $1 $2"
  if ! lacks_mount "$1" "$2" && step "$1" "$2" undo; then
    note "$1 $2 undone"
    event "undone $1 $2"
    return 0
  fi
  note "$1 $2 left"
  event "left $1 $2"
  log_events "$1" "$2" undo
  return 1
}

# The exit statuses of undo steps do not count, but whether the host reads as before the first write. Early at boot it
# cannot: the guard reverts again when the host is up.
prove_reverted() { # LEFT_BEHIND
  [ -z "${EVENKEEL_AT_BOOT:-}" ] || return 0
  # Without its file system nothing of a step is seen.
  if [ ! -e "$run/unmounted" ] && reads_as_before "$1"; then
    mv "$run/reverting" "$run/reverted"
    flush_file_system "$run"
    release
  else
    mv "$run/reverting" "$run/stuck"
  fi
}

# Restarted services may take a moment. A step that could not be undone does not change by waiting.
reads_as_before() { # LEFT_BEHIND
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if reads_the_same; then
      files_are_back
      return
    fi
    [ -z "$1" ] || return 1
    sleep 1
  done
  return 1
}

# But for what somebody else has changed just before this run would have.
reads_the_same() {
  [ "$(digest "$run/baseline.sh")" != "$(cat "$run/baseline")" ] || return 0
  [ -e "$run/differs" ] || return 1
  others=$(sed 's/$/d/' "$run/differs")
  [ "$(EVENKEEL_EACH=yes sh "$run/baseline.sh" </dev/null | sed "$others")" = "$(sed "$others" "$run/baseline.each")" ]
}

# Each file is the very one that was found.
files_are_back() {
  # shellcheck disable=SC2016 # this shell expands nothing of it
  sh -c '. "$1/prelude.sh"; prove_backups "$1"' evenkeel "$run" >"$run/proof.log" 2>&1 </dev/null && return
  event 'left 0 0'
  while IFS= read -r line; do event "output $line"; done <"$run/proof.log"
  return 1
}

digest() { sh "$1" </dev/null | sha256sum | cut -d ' ' -f 1; }

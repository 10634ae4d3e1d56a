# The notes of a step: what it replaces, and what it puts there.

# write_note PUT DIGEST TAKEN: on the disk before anything is replaced. PUT is the inode that takes the place, DIGEST its
# content, TAKEN the backup that it was.
write_note() {
  put=$1 put_digest=$2 taken=$3
  { printf '%s\n' "$path" "$was" "$kept" "$facts" "$put" "$put_digest" "$taken" >"$note.new" && settle "$note"; } ||
    fail "$path stays as it is: $note cannot be written"
}

# Sets what write_note wrote; false without a note.
read_note() {
  [ -e "$note" ] || return 1
  {
    IFS= read -r path
    read -r was
    IFS= read -r kept
    read -r facts
    read -r put
    read -r put_digest
    IFS= read -r taken
  } <"$note"
}

# is_noted PATH: this step has changed it, or was about to. Sets what the note says.
is_noted() {
  set_hash "$1"
  note=$EVENKEEL_STEP/files/$hash
  read_note
}

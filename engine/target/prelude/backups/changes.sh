# The change of one path: its names, its candidate, its end.

# prepare PATH: enters its folder, and sets all names that a change of it needs.
prepare() {
  cd -P "$EVENKEEL_HOME" || fail "cannot enter $EVENKEEL_HOME"
  home_backups=$PWD/backups
  enter_folder_of "$1"
  path=$1
  set_hash "$1"
  find_backups
  make_backups
  step=${EVENKEEL_STEP##*/step-}
  stage=${EVENKEEL_STEP%/*}
  step_run=${EVENKEEL_STEP%/stages/*}
  case $EVENKEEL_STEP in */runs/*/stages/*) step_run=${step_run##*/} ;; *) step_run=none ;; esac
  tag=$step_run.${stage##*/}.$step
  case $direction in brought) notes=$EVENKEEL_STEP/brought ;; *) notes=$EVENKEEL_STEP/files ;; esac
  note=$notes/$hash
  [ -d "$notes" ] || mkdir -p "$notes"
  candidate=$backups/new.$tag.$hash/$base
}

# The candidate has a folder of its own, so that it has the name that validators expect, and nothing of it stays.
make_room_for_candidate() {
  drop_candidate
  mkdir -m 0700 "${candidate%/*}" || fail "${candidate%/*} cannot be made"
}

drop_candidate() { ! is_there "${candidate%/*}" || rm -rf "${candidate%/*}"; }

# Of a change that came to nothing before its note, nothing stays, not even the second name.
end_change() {
  drop_candidate
  [ -e "$note" ] || [ -z "$kept" ] || rm -f "$kept"
}

# The change of one path: its names, its candidate, its end.

# prepare PATH: enters its folder, and sets all names that a change of it needs.
prepare() {
  enter_folder_of "$1"
  path=$1
  hash=$(hash_of "$1")
  find_backups
  make_backups
  step=${EVENKEEL_STEP##*/step-}
  stage=${EVENKEEL_STEP%/*}
  tag=$(run_of_step).${stage##*/}.$step
  case $direction in brought) notes=$EVENKEEL_STEP/brought ;; *) notes=$EVENKEEL_STEP/files ;; esac
  note=$notes/$hash
  mkdir -p "$notes"
  candidate=$backups/new.$tag.$hash/$base
}

run_of_step() {
  case $EVENKEEL_STEP in
    */runs/*/stages/*)
      set -- "${EVENKEEL_STEP%/stages/*}"
      echo "${1##*/}"
      ;;
    *) echo none ;;
  esac
}

# The candidate has a folder of its own, so that it has the name that validators expect, and nothing of it stays.
make_room_for_candidate() {
  drop_candidate
  mkdir -m 0700 "${candidate%/*}" || fail "${candidate%/*} cannot be made"
}

drop_candidate() { rm -rf "${candidate%/*}"; }

# Of a change that came to nothing before its note, nothing stays, not even the second name.
end_change() {
  drop_candidate
  [ -e "$note" ] || [ -z "$kept" ] || rm -f "$kept"
}

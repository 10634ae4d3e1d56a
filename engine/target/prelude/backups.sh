# Backups: the very file that was there, under a second name. Undo is a rename back, which restores all of it, its content,
# mode, owner, ACL, attributes, capabilities, label, holes and times, and needs no space.
#
# A backup lies in a folder of root's on the mount of its file, as HASH.DIGEST.RUN.STAGE.STEP: the hash of the path, and the
# digest of the content. Where there can be no second name, it is a copy, with `.copy` at the end.
#
# A step notes in $EVENKEEL_STEP/files/HASH what it replaces and what it puts there, before it does. What undoes a step
# goes by these notes only: a path without one was not written.

newline='
'

# forward, undo, or brought: an undo that removes what a package has brought back.
direction=forward

# The same text for the same path.
hash_of() {
  set -- "$(printf '%s' "$1" | sha256sum)"
  printf '%s\n' "${1%% *}" | cut -c1-32
}

digest_of() {
  set -- "$(sha256sum <"$1")"
  printf '%s\n' "${1%% *}"
}

# What names the content of a backup.
content_of() {
  if [ -L "$1" ]; then
    target_of "$1" | sha256sum | cut -c1-64
  elif [ -d "$1" ]; then
    echo directory
  else
    digest_of "$1"
  fi
}

# Prints the number of the inode at a path; nothing if there is none.
inode_at() {
  stat -c %i "$1" 2>/dev/null || true
}

# What must be the same again after an undo. Times are seconds.
facts_of() {
  stat -c '%i %a %u %g %s %Y %h' "$1"
}

is_there() { [ -e "$1" ] || [ -L "$1" ]; }

# find_mount FOLDER, without links: sets mount, mount_number and mount_type.
find_mount() {
  mount='' mount_number='' mount_type=''
  sought=${1%/}/
  case $sought in *[\\\ ]*) sought=$(printf '%s' "$sought" | sed 's/\\/\\134/g; s/ /\\040/g') ;; esac
  while read -r number _ _ _ point rest; do
    case $sought in "${point%/}"/*) ;; *) continue ;; esac
    [ "${#point}" -ge "${#mount}" ] || continue
    mount=$point mount_number=$number rest=${rest#* - } mount_type=${rest%% *}
  done </proc/self/mountinfo
  case $mount in *\\*) mount=$(printf '%b' "$(printf '%s' "$mount" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')") ;; esac
}

# is_mount_point FILE: as /etc/hosts is in a container.
is_mount_point() (
  case $1 in *[\\\ ]*) set -- "$(printf '%s' "$1" | sed 's/\\/\\134/g; s/ /\\040/g')" ;; esac
  while read -r _ _ _ _ point _; do [ "$point" != "$1" ] || exit 0; done </proc/self/mountinfo
  exit 1
)

# Sets backups, the folder for what the current folder holds, and is_volatile if a reboot empties that file system.
find_backups() {
  home_backups=$(cd -P "$EVENKEEL_HOME" && pwd)/backups
  here=$(pwd -P)
  is_volatile='' backups=$home_backups
  [ -r /proc/self/mountinfo ] || return 0
  find_mount "${home_backups%/*}"
  home_mount=$mount_number
  find_mount "$here"
  [ "$mount_number" != "$home_mount" ] || return 0
  backups=${mount%/}/.evenkeel
  case $mount_type in tmpfs | ramfs) is_volatile=yes ;; esac
}

# Makes that folder. Others must not be able to replace it.
make_backups() {
  [ -d "$home_backups" ] || mkdir -m 0700 "$home_backups" || fail "$home_backups cannot be made"
  if ! is_there "$backups"; then
    above=${backups%/*}
    ! others_replace "${above:-/}" ||
      fail "others than root can write to ${above:-/}, so no backup of a file below it can be kept there"
    mkdir -m 0700 "$backups" || fail "$backups cannot be made, in which backups are kept"
  fi
  { [ ! -L "$backups" ] && [ -d "$backups" ] && [ -O "$backups" ] && [ "$(stat -c %a "$backups")" = 700 ]; } ||
    fail "$backups is not a folder that only root can enter, so no backup can be kept there"
  [ "$(stat -c %d "$backups")" = "$(stat -c %d .)" ] ||
    fail "$here is a subvolume that is not mounted by itself, so it has no place for backups"
  if [ "$backups" != "$home_backups" ] && ! grep -qxF "$backups" "$EVENKEEL_HOME/backup-folders" 2>/dev/null; then
    printf '%s\n' "$backups" >>"$EVENKEEL_HOME/backup-folders"
  fi
}

others_replace() {
  [ ! -k "$1" ] || return 1
  [ -O "$1" ] || return 0
  case $(stat -L -c %a "$1") in *[2367] | *[2367]?) return 0 ;; esac
  case $(LC_ALL=C ls -ldL "$1") in [!\ ]*+\ *) acls_let_others_write "$1" ;; *) return 1 ;; esac
}

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

# Keeps what is at the path, once in a step, and sets was, facts and kept. The hard link comes first: what it leads to
# nobody can swap any more, so all else is read from there.
keep_backup() {
  put='' put_digest='' taken=''
  if read_note; then return 0; fi
  was=absent facts='' kept=''
  is_there "./$base" || return 0
  # Without a note, nothing was replaced: what a crash left of an attempt is a second name at most.
  rm -f "$backups/$hash".*".$tag"
  kept=$backups/$hash.new.$tag
  if [ -d "./$base" ] && [ ! -L "./$base" ]; then
    was=directory kept=''
    facts=$(facts_of "./$base")
  elif is_mount_point "${here%/}/$base"; then
    keep_copy place
  elif [ -n "$is_volatile" ]; then
    keep_copy copy
  elif ln "./$base" "$kept" 2>/dev/null; then
    keep_link
  else
    refuse_immutable
    keep_copy copy
  fi
}

keep_link() {
  facts=$(facts_of "$kept")
  links=${facts##* }
  facts="${facts% *} $((links - 1))"
  was='file'
  [ ! -L "$kept" ] || was='link'
  [ -L "$kept" ] || [ -f "$kept" ] || {
    rm -f "$kept"
    fail "$path is neither a regular file nor a symbolic link"
  }
  final=$backups/$hash.$(content_of "$kept").$tag
  mv -fT "$kept" "$final"
  kept=$final
  flush "$backups"
}

# A copy is kept in evenkeel's own folder: a file system that a reboot empties would lose it.
keep_copy() { # place|copy
  was=$1
  facts=$(facts_of "./$base")
  kept=$home_backups/$hash.new.$tag
  rm -rf "$kept"
  cp -a "./$base" "$kept" || {
    rm -f "$kept"
    fail "no backup of $path can be written to $home_backups"
  }
  flush "$kept"
  final=$home_backups/$hash.$(content_of "$kept").$tag.copy
  mv -fT "$kept" "$final"
  kept=$final
  flush "$home_backups"
}

# Neither a second name nor a rename is possible then.
refuse_immutable() {
  ! is_immutable "./$base" || fail "$path is immutable or append-only (see lsattr), so it is left as it is"
}

is_immutable() {
  has lsattr || return 1
  case $(lsattr -d "$1" 2>/dev/null | cut -d ' ' -f 1) in *i* | *a*) return 0 ;; *) return 1 ;; esac
}

# write_note PUT DIGEST TAKEN: on the disk before anything is replaced. PUT is the inode that takes the place, DIGEST its
# content, TAKEN the backup that it was.
write_note() {
  put=$1 put_digest=$2 taken=$3
  printf '%s\n' "$path" "$was" "$kept" "$facts" "$put" "$put_digest" "$taken" | remember "$note"
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

# find_backup DIGEST: sets backup to one of this path with that content: of the run that is rolled back, else the oldest.
find_backup() {
  backup=
  of=$(sed -n 's/.*"rollbackOf":"\([^"]*\)".*/\1/p' "${EVENKEEL_RUN:-/nowhere}/header.json" 2>/dev/null)
  for among in "$hash.$1.${of:-none at all}." "$hash.$1."; do
    for backup in "$backups/$among"* "$home_backups/$among"*; do
      if is_there "$backup" && [ "$backup" != "${kept:-}" ] && [ "$(content_of "$backup")" = "$1" ]; then return 0; fi
    done
  done
  backup=
  return 1
}

# is_noted PATH: this step has changed it, or was about to. Sets what the note says.
is_noted() {
  note=$EVENKEEL_STEP/files/$(hash_of "$1")
  read_note
}

# give_back PATH: undoes what this step did to a path, after is_noted. It can be done again after a crash.
give_back() {
  if [ "$was" = absent ] && [ ! -d "${1%/*}/" ]; then return 0; fi
  prepare "$1"
  drop_candidate
  now=$(inode_at "./$base")
  case $was in
    directory) ;; # prelude/directories.sh
    place) give_back_in_place ;;
    *) if [ "$was" = absent ] || [ "$now" != "${facts%% *}" ]; then replace_back; fi ;;
  esac
  drop_second_name
  flush .
  prove_given_back "./$base" || fail_unproved
}

fail_unproved() {
  fail "$path is not what it was before: it has $(facts_of "$path" 2>&1 || true), and had $facts"
}

replace_back() {
  back='' aside=''
  [ ! -e "$note.back" ] || read -r back <"$note.back"
  if [ -n "$now" ] && [ "$now" != "$back" ]; then put_aside; fi
  # The backup of an earlier run that was taken from its place goes there again.
  if [ -n "$taken" ] && [ -z "$aside" ] && [ "$now" = "$put" ] && ! is_there "$taken"; then ln "./$base" "$taken"; fi
  case $was in
    absent) if [ -z "$aside" ]; then rm -f "./$base"; fi ;;
    copy)
      make_room_for_candidate
      cp -a "$kept" "$candidate"
      flush "$candidate"
      inode_at "$candidate" | remember "$note.back"
      mv -fT "$candidate" "./$base"
      drop_candidate
      ;;
    *) mv -fT "$kept" "./$base" ;;
  esac
}

# The step did not come as far as to replace it: then it has two names. Two names of one inode are not renamed.
drop_second_name() {
  case $was in file | link) ;; *) return 0 ;; esac
  if is_there "$kept" && [ "$(inode_at "$kept")" = "$(inode_at "./$base")" ]; then rm -f "$kept"; fi
}

# What stands at the path and is not what this step put there is somebody's work: it stays under another name. Sets aside.
put_aside() {
  if [ "$now" = "$put" ] && [ "$(content_of "./$base")" = "$put_digest" ]; then return 0; fi
  [ ! -d "./$base" ] || [ -L "./$base" ] || fail "$path is a directory now, which somebody else made"
  aside=$backups/aside.$tag.$base
  rm -rf "$aside"
  if [ "$was" = absent ]; then mv -fT "./$base" "$aside"; else ln "./$base" "$aside"; fi
  tell_aside
}

tell_aside() {
  told="somebody changed $path after this run wrote it: that version is now $aside"
  printf '%s\n' "$told"
  tell_kept "$(printf '%s' "$told" | tr -c ' -~' '?')"
}

# A mount point cannot be replaced, nor be swapped by others.
give_back_in_place() {
  if [ "$(digest_of "./$base")" != "$put_digest" ] && [ "$(digest_of "./$base")" != "$(digest_of "$kept")" ]; then
    aside=$home_backups/aside.$tag.$base
    cp -a "./$base" "$aside"
    tell_aside
  fi
  cat "$kept" >"./$base"
  copy_attributes "$kept" "./$base"
  touch -r "$kept" "./$base"
}

# prove_given_back PATH: of a copy, the number of the inode and of its names are others.
prove_given_back() {
  case $was in
    absent) ! is_there "$1" ;;
    file | link) [ "$(facts_of "$1")" = "$facts" ] ;;
    copy | place)
      found=$(facts_of "$1")
      found=${found#* } facts_then=${facts#* }
      [ "${found% *}" = "${facts_then% *}" ] && [ "$(attributes_of "$1")" = "$(attributes_of "$kept")" ] &&
        [ "$(digest_of "$1")" = "$(digest_of "$kept")" ]
      ;;
    *) ;;
  esac
}

# ACL and extended attributes, where there are tools that read them.
attributes_of() {
  if has getfacl; then getfacl -cpn "$1" 2>/dev/null || true; fi
  if has getfattr; then getfattr -dhm - -e hex "$1" 2>/dev/null | grep -v '^# file: ' || true; fi
}

# copy_attributes FROM TO: owner, mode, ACL, attributes, label.
copy_attributes() {
  if cp --attributes-only --preserve=all "$1" "$2" 2>/dev/null; then return 0; fi
  chown "$(stat -c %u:%g "$1")" "$2"
  chmod "$(stat -c %a "$1")" "$2"
  if has getfacl && has setfacl; then getfacl -cpn "$1" 2>/dev/null | setfacl --set-file=- "$2" 2>/dev/null || true; fi
}

# expect_reading PROBE DIGEST POSITION NAME: fails, before the step writes anything, if its resource does not read as
# when the host was read. POSITION is that of the resource in the baseline, in which its change is not ours to take back.
expect_reading() {
  if reads_as "$1" "$2"; then
    : >"$EVENKEEL_STEP/as-read"
    return 0
  fi
  printf '%s\n' "$3" >"$EVENKEEL_STEP/differs"
  printf '%s\n' "$3" >>"$EVENKEEL_RUN/differs"
  fail "somebody has changed the $4 since it was read, so it is left as it is"
}

# compare_reading PROBE DIGEST POSITION NAME: tells a difference that an earlier step of this run may have made.
compare_reading() {
  reads_as "$1" "$2" || tell_kept "the $(printf '%s' "$4" | tr -c ' -~' '?') was changed after it was read, by this run or by somebody"
}

# reads_as PROBE DIGEST
reads_as() {
  answered=$(
    set +eu
    "$1" 2>&1
  ) && status=0 || status=$?
  [ "$(frame probe "$status" "$answered" | sha256sum | cut -d ' ' -f 1)" = "$2" ]
}

# False if there is nothing to undo, as the step found something else than expected.
begin_undo() {
  direction=undo
  [ ! -e "$EVENKEEL_STEP/differs" ]
}

# give_back_all: what a step wrote is undone also where the undo of its resource names another path.
give_back_all() {
  for one in "$EVENKEEL_STEP"/files/*; do
    case $one in *.new | *.back | */\*) continue ;; esac
    (
      note=$one
      read_note
      [ "$was" = directory ] || [ "$was" = folder ] || give_back "$path"
    )
  done
}

# prove_backups RUN_FOLDER: the files that the run found are there again, each as the same inode. What an earlier step may
# have moved was not found so: only its own undo proved it. What is there and what is not, the reading of the resources
# proves.
prove_backups() (
  for read in "$1"/stages/1/step-*/as-read; do
    for note in "${read%/*}"/files/*; do
      case $note in *.new | *.back | */\*) continue ;; esac
      read_note
      case $was in file | link | copy | place) is_there "$path" || continue ;; *) continue ;; esac
      prove_given_back "$path" || fail_unproved
    done
  done
)

# keep_found PATH DIGEST: a copy of what is found as it is described, and so is not replaced: edits in place must not
# change what a later `remove` brings back.
keep_found() (
  prepare "$1"
  [ "$(content_of "./$base")" = "$2" ] || fail "$1 has changed since it was read"
  if find_backup "$2"; then exit 0; fi
  keep_copy copy
)

# sweep_backups [RUN]: removes the backups of runs that are gone, unless a record names their content as what was found, and
# with RUN, which was reverted, its own. Then empty folders.
sweep_backups() (
  found=$(cat "$EVENKEEL_HOME"/managed/*.json 2>/dev/null) || { ! ls "$EVENKEEL_HOME"/managed/*.json >/dev/null 2>&1 || exit 1; }
  {
    printf '%s\n' "$EVENKEEL_HOME/backups"
    cat "$EVENKEEL_HOME/backup-folders" 2>/dev/null || true
  } | while IFS= read -r folder; do
    for old in "$folder"/*; do
      is_there "$old" || continue
      case ${old##*/} in
        aside.*) continue ;;
        new.*)
          run=${old##*/new.}
          run=${run%%.*}
          ;;
        *)
          rest=${old##*/}
          rest=${rest#*.}
          digest=${rest%%.*}
          rest=${rest#*.}
          run=${rest%%.*}
          ;;
      esac
      if [ "$run" != "${1:-}" ]; then
        [ ! -d "$EVENKEEL_HOME/runs/$run" ] || continue
        case ${old##*/} in new.*) ;; *) case $found in *"$digest"*) continue ;; esac ;; esac
      fi
      rm -rf "$old"
    done
    [ "$folder" = "$EVENKEEL_HOME/backups" ] || rmdir "$folder" 2>/dev/null || true
  done
)

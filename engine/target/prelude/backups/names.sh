# Backups: the very file that was there, under a second name. Undo is a rename back, which restores all of it, its content,
# mode, owner, ACL, attributes, capabilities, label, holes and times, and needs no space.
#
# A backup lies in a folder of root's on the mount of its file, as HASH.RUN.STAGE.STEP with the hash of the path. Where there
# can be no second name, it is a copy, with `.copy` at the end. Everybody sees the words of commands, so the name does not
# tell the content; older releases had the digest of the content after HASH.
#
# A step notes in $EVENKEEL_STEP/files/HASH what it replaces and what it puts there, before it does. What undoes a step
# goes by these notes only: a path without one was not written.

newline='
'

# forward, undo, or brought: an undo that removes what a package has brought back.
direction=forward

# set_hash PATH: sets hash, to the same text for the same path.
set_hash() {
  set -- "$(printf '%s' "$1" | sha256sum)"
  hash=${1%"${1#????????????????????????????????}"}
}

# set_digest FILE: sets digest.
set_digest() {
  digest=$(sha256sum <"$1") || return
  digest=${digest%% *}
}

digest_of() {
  set -- "$(sha256sum <"$1")"
  printf '%s\n' "${1%% *}"
}

# set_content PATH: sets called to what tells its content: a digest, or `directory`.
set_content() {
  if [ -L "$1" ]; then
    called=$(target_of "$1" | sha256sum)
    called=${called%% *}
  elif [ -d "$1" ]; then
    called=directory
  else
    called=$(sha256sum <"$1") || return
    called=${called%% *}
  fi
}

content_of() {
  set_content "$1" && printf '%s\n' "$called"
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

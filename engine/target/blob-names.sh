# The names of the contents that this host keeps. A name is in the words of commands, which everybody on the host sees, so it
# must not tell the content: with a plain digest a short secret could be tried out. Only root has the key.

# set_blob DIGEST: sets blob to the path of the content with that digest, if it is kept. Older releases named contents by
# the plain digest.
set_blob() {
  set -- "$1" "${EVENKEEL_HOME:-/var/lib/evenkeel}"
  name_blob "$1"
  if [ ! -e "$blob" ] && [ -e "$2/blobs/$1" ]; then blob=$2/blobs/$1; fi
}

# name_blob DIGEST: sets blob to the path that this release gives to the content with that digest.
name_blob() {
  set -- "$1" "${EVENKEEL_HOME:-/var/lib/evenkeel}"
  blob_key=
  { read -r blob_key <"$2/digest-key"; } 2>/dev/null || :
  blob=$(printf 'blob %s %s\n' "$blob_key" "$1" | sha256sum)
  blob=$2/blobs/${blob%"${blob#????????????????????????????????}"}
}

# blob_at DIGEST: prints what set_blob sets.
blob_at() {
  set_blob "$1"
  printf '%s\n' "$blob"
}

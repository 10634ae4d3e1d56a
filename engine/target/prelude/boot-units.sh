# Units of evenkeel that set at every boot what the kernel forgets: addresses, interfaces, routes.

# Each function takes NAME, and, if earlier releases named the unit differently, FORMER and TITLE: other units could have
# the name FORMER too, so that only its description tells.

# read_boot_unit NAME [FORMER TITLE]: prints the digest and size of the unit file, if the unit is enabled.
read_boot_unit() {
  runs_systemd || fail 'to survive a reboot this needs systemd, and this host does not run it'
  name=$(boot_unit_name "$@")
  unit=$BOOT_UNITS/$name
  if [ -f "$unit" ] && [ -L "$BOOT_UNITS/multi-user.target.wants/$name" ]; then
    echo "unit $(digest_of "$unit") $(stat -c %s "$unit")"
  fi
}

BOOT_UNITS=${EVENKEEL_UNITS:-/etc/systemd/system}

# Prints the name that the unit has, or had before this step.
boot_unit_name() {
  if [ -n "${2:-}" ] && { [ -e "${EVENKEEL_STEP:-}/former-unit" ] || has_title "$2" "$3"; }; then
    echo "$2"
  else
    echo "$1"
  fi
}

has_title() { # NAME TITLE
  [ -f "$BOOT_UNITS/$1" ] || return 1
  while IFS= read -r line; do
    case $line in "Description=$2" | "Description=$2 via "*) return 0 ;; esac
  done <"$BOOT_UNITS/$1"
  return 1
}

# put_boot_unit NAME CONTENT DIGEST [FORMER TITLE]: CONTENT is a blob; if this host does not have it, a backup has DIGEST.
put_boot_unit() (
  name=$(boot_unit_name "$1" "${4:-}" "${5:-}")
  if [ -e "$2" ]; then
    put_file "$BOOT_UNITS/$name" "$2" 0644 root root never ''
  else
    restore_file "$BOOT_UNITS/$name" "$3" 0644 root root
  fi
  systemctl -q --no-reload enable "$name"
  if at_boot; then systemctl --no-block restart "$name"; else systemctl restart "$name"; fi
)

# remove_boot_unit NAME [FORMER TITLE]
remove_boot_unit() (
  name=$(boot_unit_name "$@")
  [ -e "$BOOT_UNITS/$name" ] || exit 0
  if [ "$name" != "$1" ]; then : >"$EVENKEEL_STEP/former-unit"; fi
  # systemd reads its units again after the file is gone.
  systemctl -q --no-reload disable --now "$name"
  remove_file "$BOOT_UNITS/$name" never ''
)

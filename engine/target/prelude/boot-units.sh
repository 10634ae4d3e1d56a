# Units of evenkeel that set at every boot what the kernel forgets: addresses, interfaces, routes.

# read_boot_unit NAME: prints the digest and size of the unit file, if the unit is enabled.
read_boot_unit() {
  [ -d /run/systemd/system ] || fail 'to survive a reboot this needs systemd, and this host does not run it'
  unit=/etc/systemd/system/$1
  if [ -f "$unit" ] && [ -L "/etc/systemd/system/multi-user.target.wants/$1" ]; then
    echo "unit $(digest_of "$unit") $(stat -c %s "$unit")"
  fi
}

put_boot_unit() ( # NAME CONTENT
  put_file "/etc/systemd/system/$1" "$2" 0644 root root never ''
  systemctl -q --no-reload enable "$1"
  if at_boot; then systemctl --no-block restart "$1"; else systemctl restart "$1"; fi
)

remove_boot_unit() (
  if [ ! -e "/etc/systemd/system/$1" ]; then exit 0; fi
  systemctl -q disable --now "$1"
  remove_file "/etc/systemd/system/$1" never ''
)

# SELinux, if the host has it. Nothing here switches it off, or from enforcing to permissive (rule 36).

# read_selinux_boolean NAME: prints its value now, and its value for the next boot if that is set on this host.
# shellcheck disable=SC2046 # the fields of getsebool are words
read_selinux_boolean() {
  if [ ! -e "/sys/fs/selinux/enforce" ]; then
    echo 'no SELinux'
    return
  fi
  has getsebool || fail 'booleans of SELinux need getsebool'
  set -- "$1" $(getsebool "$1" 2>/dev/null)
  case ${4:-} in
    on | off) echo "live $4" ;;
    *)
      echo missing
      return
      ;;
  esac
  for file in /var/lib/selinux/*/active/booleans.local /etc/selinux/*/active/booleans.local; do
    case $(sed -n "s/^$1=//p" "$file" 2>/dev/null | tail -n 1) in
      1) echo 'lasting on' ;;
      0) echo 'lasting off' ;;
    esac
  done | head -n 1
}

# forget_selinux_boolean NAME on|off: restores the policy's own value for the next boot, and sets this one until then.
forget_selinux_boolean() {
  if has semanage; then
    semanage boolean -d "$1" || fail "semanage cannot forget $1"
    setsebool "$1" "$2"
  else
    setsebool -P "$1" "$2"
  fi
}

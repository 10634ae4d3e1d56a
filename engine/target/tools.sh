# The programs that all runs need, besides a POSIX sh. After common.sh.

TOOLS='basename cat chmod chown cmp cp cut date df dirname env find grep head id ln ls mkdir mktemp mv readlink rm rmdir sed
setsid sha256sum sleep sort stat sync tail touch tr truncate wc xargs'

# Prints those that this host lacks, as words.
missing_tools() {
  lacking=
  for tool in $TOOLS; do has "$tool" || lacking="$lacking $tool"; done
  ! has systemctl || [ ! -d /run/systemd/system ] || has systemd-run || lacking="$lacking systemd-run"
  # An option of GNU and of busybox: a rename onto a path must not go into a folder that is there.
  case $(mv -fT /nowhere/evenkeel /nowhere/evenkeel 2>&1) in *ption*) lacking="$lacking mv" ;; esac
  printf '%s\n' "${lacking# }"
}

# Kernel modules, and the modules that are loaded along with one.

# The kernel does not list its built-in modules as loaded.
module_is_loaded() {
  if [ -e "/sys/module/$1" ]; then return 0; fi
  # In the names of files it may have dashes.
  name='' rest=$1
  while [ "$rest" != "${rest#*_}" ]; do
    name="$name${rest%%_*}[_-]"
    rest=${rest#*_}
  done
  read -r release </proc/sys/kernel/osrelease
  grep -q "/$name$rest\.ko" "/lib/modules/$release/modules.builtin" 2>/dev/null
}

# True for a module that evenkeel loaded and could not unload, because something used it. It stays in the kernel until
# the end of this boot. If it were read as loaded, it would be taken for the host's own.
module_is_left_over() {
  left=''
  read -r left 2>/dev/null <"${EVENKEEL_HOME:-/var/lib/evenkeel}/modules/$1.left" || return 1
  read -r boot </proc/sys/kernel/random/boot_id
  [ "$left" = "$boot" ]
}

# read_module NAME LOAD_FILE OPTIONS_FILE
read_module() {
  if module_is_loaded "$1" && ! module_is_left_over "$1"; then echo 'loaded yes'; else echo 'loaded no'; fi
  if [ -e "$2" ]; then echo 'boot yes'; else echo 'boot no'; fi
  if [ -e "$3" ]; then sed -n 's/^options [^ ]* /options /p' "$3"; fi
}

# Records the modules that were loaded before, so that the ones that are loaded along can be unloaded too.
load_module() (
  rm -f "$EVENKEEL_HOME/modules/$1.left"
  if module_is_loaded "$1"; then exit 0; fi
  umask 077
  mkdir -p "$EVENKEEL_HOME/modules"
  cut -d ' ' -f 1 /proc/modules | remember "$EVENKEEL_HOME/modules/$1"
  modprobe "$1"
)

# Leaves modules that are used, and modules that were loaded before.
# shellcheck disable=SC2046 # names of modules are words
unload_module() (
  before=$EVENKEEL_HOME/modules/$1
  if [ -e "/sys/module/$1/initstate" ]; then
    rmmod "$1" 2>/dev/null || {
      leave_module "$1" "$before"
      exit 0
    }
  fi
  [ -e "$before" ] || exit 0
  rm -f "$before.left"
  listed=$newline$(cat "$before")$newline
  reverse_words $(modprobe --show-depends "$1" 2>/dev/null | sed -n 's/^insmod .*\/\([^/ ]*\)\.ko.*/\1/p' | tr - _) |
    while read -r module; do
      case $listed in *"$newline$module$newline"*) continue ;; esac
      [ -e "/sys/module/$module/initstate" ] || continue
      rmmod "$module" 2>/dev/null || echo "$module stays loaded: something uses it"
    done
  rm -f "$before"
)

# leave_module NAME RECORD: only a module that evenkeel loaded has a record.
leave_module() {
  echo "$1 stays loaded: something uses it"
  if [ -e "$2" ]; then cat /proc/sys/kernel/random/boot_id >"$2.left"; fi
}

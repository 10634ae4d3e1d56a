# Kernel modules, and those that come along with one.

# The modules that a kernel has built in are never listed as loaded.
module_is_loaded() {
  [ -e "/sys/module/$1" ] ||
    grep -q -e "/$1\.ko" -e "/$(echo "$1" | tr _ -)\.ko" "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null
}

# True for a module that evenkeel loaded and would have unloaded, but something used it: until this boot ends it stays in
# the kernel, where nothing of ours asks for it any more. To say that it is loaded would make it the host's own.
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

# Remembers the modules that were loaded before, as those that come along go again too.
load_module() (
  rm -f "$EVENKEEL_HOME/modules/$1.left"
  if module_is_loaded "$1"; then exit 0; fi
  umask 077
  mkdir -p "$EVENKEEL_HOME/modules"
  cut -d ' ' -f 1 /proc/modules | remember "$EVENKEEL_HOME/modules/$1"
  modprobe "$1"
)

# Leaves what is used, and what was there before.
unload_module() (
  before=$EVENKEEL_HOME/modules/$1
  if [ -e "/sys/module/$1/initstate" ]; then
    rmmod "$1" 2>/dev/null || { leave_module "$1"; exit 0; }
  fi
  [ -e "$before" ] || exit 0
  rm -f "$before.left"
  reverse_words $(modprobe --show-depends "$1" 2>/dev/null | sed -n 's/^insmod .*\/\([^/ ]*\)\.ko.*/\1/p' | tr - _) |
    while read -r module; do
      if grep -qx "$module" "$before" || [ ! -e "/sys/module/$module/initstate" ]; then continue; fi
      rmmod "$module" 2>/dev/null || echo "$module stays loaded: something uses it"
    done
  rm -f "$before"
)

# Only of what evenkeel loaded there is a record.
leave_module() {
  echo "$1 stays loaded: something uses it"
  if [ -e "$before" ]; then cat /proc/sys/kernel/random/boot_id >"$before.left"; fi
}

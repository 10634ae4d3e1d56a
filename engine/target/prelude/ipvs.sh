# The kernel's IPVS table, by ipvsadm. SERVICE is ipvsadm's options: -t 10.0.0.100:80, -f 7 -6.

# Without the module there is no table. ipvsadm is not called then, as it would load the module.
has_ipvs_table() {
  [ -e /proc/net/ip_vs ]
}

# read_ipvs_service WORD…: prints its lines of `ipvsadm -S -n`, and the thresholds, which these lines lack.
read_ipvs_service() {
  has_ipvs_table || return 0
  if ! has ipvsadm; then
    if sed 1,3d /proc/net/ip_vs | grep -q .; then echo unreadable; fi
    return 0
  fi
  table=$(ipvsadm -S -n 2>&1) || fail "ipvsadm cannot read the IPVS table: $table"
  service=$*
  printf '%s\n' "$table" | while IFS= read -r line; do
    case $line in "-A $service -s "* | "-a $service -r "*) printf '%s\n' "$line" ;; esac
  done
  ipvsadm -L -n --thresholds "$@" 2>/dev/null | while read -r arrow server upper lower _; do
    case "$arrow $upper $lower" in '-> 0 0' | '->  ' | [!-]*) ;; *) echo "thresholds $server $upper $lower" ;; esac
  done
}

# shellcheck disable=SC2086 # SERVICE is several words
ipvs_has_service() { # SERVICE
  has_ipvs_table && has ipvsadm && ipvsadm -L -n $1 >/dev/null 2>&1
}

# shellcheck disable=SC2086 # SERVICE is several words
ipvs_has_server() { # SERVICE ENDPOINT
  ipvs_has_service "$1" && ipvsadm -L -n $1 | grep -qF -e "-> $2 "
}

# These functions leave everything else in the table as it is.

# shellcheck disable=SC2086 # SERVICE and SETTINGS are several words
set_ipvs_service() ( # SERVICE SETTINGS
  set -f
  if ipvs_has_service "$1"; then ipvsadm -E $1 $2; else ipvsadm -A $1 $2; fi
)

# shellcheck disable=SC2086 # SERVICE and SETTINGS are several words
set_ipvs_server() ( # SERVICE ENDPOINT SETTINGS
  set -f
  if ipvs_has_server "$1" "$2"; then ipvsadm -e $1 -r "$2" $3; else ipvsadm -a $1 -r "$2" $3; fi
)

# shellcheck disable=SC2086 # SERVICE is several words
remove_ipvs_server() ( # SERVICE ENDPOINT
  set -f
  if ipvs_has_server "$1" "$2"; then ipvsadm -d $1 -r "$2"; fi
)

# shellcheck disable=SC2086 # SERVICE is several words
remove_ipvs_service() ( # SERVICE
  set -f
  if ipvs_has_service "$1"; then ipvsadm -D $1; fi
)

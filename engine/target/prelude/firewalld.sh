# Openings in firewalld.

FIREWALLD_ZONES=/etc/firewalld/zones

firewalld_runs() {
  has firewall-cmd && firewall-cmd --get-default-zone >/dev/null 2>&1
}

# firewalld_elements [--permanent]: prints `ZONE ELEMENT` for all that is open in any zone now, or after its next start.
# One call for all, as each call takes as long as a start of Python.
firewalld_elements() {
  zones=$(firewall-cmd "$@" --list-all-zones) || return 1
  printf '%s\n' "$zones" | awk '
    /^[^ \t]/ { zone = $1; next }
    $1 == "interfaces:" { for (at = 2; at <= NF; at++) print zone, "interface=" $at }
    $1 == "ports:" { for (at = 2; at <= NF; at++) print zone, "port=" $at }
    $1 == "protocols:" { for (at = 2; at <= NF; at++) print zone, "protocol=" $at }
    $1 == "rule" { sub(/^[ \t]+/, ""); print zone, "rich-rule=" $0 }'
}

# firewalld_wanted NOW INTERFACES ELEMENT…: prints `ZONE ELEMENT` for every zone of the interfaces; without interfaces,
# for all zones that have one. An interface without a zone is in the default zone.
firewalld_wanted() {
  bound=$(printf '%s\n' "$1" | sed -n 's/^\([^ ]*\) interface=/\1 /p')
  default=$(firewall-cmd --get-default-zone)
  if [ -z "$2" ]; then
    zones="$default $(printf '%s\n' "$bound" | cut -d ' ' -f 1)"
  else
    zones=$(for name in $2; do printf '%s\n' "$bound" | sed -n "s/^\([^ ]*\) $name\$/\1/p" | grep . || echo "$default"; done)
  fi
  shift 2
  # shellcheck disable=SC2086 # zones are words
  for zone in $(printf '%s\n' $zones | sort -u); do
    for element; do printf '%s %s\n' "$zone" "$element"; done
  done
}

# lines_without THESE ALL: prints the lines of ALL that are not among THESE.
lines_without() {
  printf '%s\n' "$2" | while IFS= read -r line; do
    case "
$1
" in
      *"
$line
"*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

# firewalld_in --now|--permanent ZONE OPTION
firewalld_in() {
  case $1 in
    --permanent) firewall-cmd -q --permanent "--zone=$2" "$3" ;;
    *) firewall-cmd -q "--zone=$2" "$3" ;;
  esac
}

# firewalld_add --now|--permanent RECORD INTERFACES ELEMENT…: writes what was not open before to RECORD, as only that
# is closed again.
firewalld_add() {
  manner=$1 record=$2 interfaces=$3
  shift 3
  now=$(firewalld_elements)
  there=$now
  if [ "$manner" = --permanent ]; then there=$(firewalld_elements --permanent); fi
  umask 077
  mkdir -p "$EVENKEEL_HOME/openings"
  lines_without "$there" "$(firewalld_wanted "$now" "$interfaces" "$@")" | while read -r zone element; do
    if [ "$manner" = --permanent ]; then back_up_zone "$zone"; fi
    printf '%s %s %s\n' "$manner" "$zone" "$element" >>"$record"
    flush "$record"
    firewalld_in "$manner" "$zone" "--add-$element" </dev/null || exit
  done
}

# firewalld_remove --now|--permanent RECORD: closes what firewalld_add opened.
firewalld_remove() {
  grep -q -e "^$1 " "$2" 2>/dev/null || return 0
  leave_at_boot 'firewalld is changed'
  while read -r manner zone element; do
    if [ "$manner" != "$1" ]; then continue; fi
    if firewalld_runs; then
      if firewalld_in "$manner" "$zone" "--query-$element"; then firewalld_in "$manner" "$zone" "--remove-$element"; fi
    elif [ "$manner" = --permanent ] && has firewall-offline-cmd; then
      firewall-offline-cmd -q "--zone=$zone" "--remove-$element"
    fi
  done <"$2"
  zones=$(sed -n 's/^--permanent \([^ ]*\) .*/\1/p' "$2" | sort -u)
  { grep -v -e "^$1 " "$2" || true; } | remember "$2"
  if [ "$1" = --permanent ]; then for zone in $zones; do restore_zone "$zone"; done; fi
}

# back_up_zone ZONE: writes a backup of the zone's files. firewalld makes a file for each of its own zones that is changed,
# and a second one with the zone's state before, and removes neither.
back_up_zone() (
  kept=$EVENKEEL_HOME/openings/zone-$1
  [ ! -d "$kept" ] || exit 0
  rm -rf "$kept.new"
  mkdir "$kept.new"
  for suffix in xml xml.old; do
    if [ -e "$FIREWALLD_ZONES/$1.$suffix" ]; then cp -a "$FIREWALLD_ZONES/$1.$suffix" "$kept.new/$suffix"; fi
  done
  zone_words "$1" </dev/null >"$kept.new/words"
  for file in "$kept.new"/*; do flush "$file"; done
  mv "$kept.new" "$kept"
  flush "$EVENKEEL_HOME/openings"
)

# restore_zone ZONE: restores the zone's files, after the last opening of evenkeel in it is closed, and if nobody else
# has changed the zone.
restore_zone() (
  kept=$EVENKEEL_HOME/openings/zone-$1
  if [ ! -d "$kept" ] || grep -qs -e "^--permanent $1 " "$EVENKEEL_HOME"/openings/*; then exit 0; fi
  if [ "$(zone_words "$1")" = "$(cat "$kept/words")" ]; then
    for suffix in xml xml.old; do
      if [ -e "$kept/$suffix" ]; then
        cp -a "$kept/$suffix" "$FIREWALLD_ZONES/$1.$suffix"
      else
        rm -f "$FIREWALLD_ZONES/$1.$suffix"
      fi
    done
  fi
  rm -r "$kept"
)

zone_words() {
  if firewalld_runs; then firewall-cmd --permanent "--info-zone=$1"; else firewall-offline-cmd "--info-zone=$1"; fi
}

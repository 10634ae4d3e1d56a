# Openings in whatever filters what comes in. Nothing here switches a firewall on or off, flushes it, or touches what
# it did not make (rule 51).

OPENINGS_SCRIPT=/etc/evenkeel-openings.sh
OPENINGS_UNIT=evenkeel-openings.service
FIREWALLD_ZONES=/etc/firewalld/zones

# firewall_here HOOK: firewalld, nftables or none; refuses what it cannot open.
firewall_here() {
  chain=INPUT
  if [ "$1" = forward ]; then chain=FORWARD; fi
  if firewalld_runs; then echo firewalld; return; fi
  if grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null; then
    fail 'ufw filters on this host, and only firewalld and nftables are opened: open it by ufw allow'
  fi
  for names in /proc/net/ip_tables_names /proc/net/ip6_tables_names; do
    if grep -q '^filter$' "$names" 2>/dev/null && legacy_filters "$chain"; then refuse_iptables; fi
  done
  if ! has nft; then echo none; return; fi
  chains=$(filtering_chains "$1") || fail "nft does not tell its rules: $chains"
  case "
$chains" in
  *"
ip filter $chain "* | *"
ip6 filter $chain "*) if has iptables; then refuse_iptables; fi ;;
  esac
  if [ -n "$chains" ]; then echo nftables; else echo none; fi
}

legacy_filters() { # CHAIN
  for tool in iptables-legacy ip6tables-legacy; do
    if has "$tool" && "$tool" -S "$1" 2>/dev/null | grep -qE -e "^-P $1 DROP" -e "^-A $1 -j (DROP|REJECT)"; then return 0; fi
  done
  return 1
}

refuse_iptables() {
  fail 'rules of iptables filter on this host, and only firewalld and nftables are opened: open it by iptables, or move the rules to nftables'
}

# read_opening INTERFACES COMMENT RULES input ELEMENT…: RULES are nftables', ELEMENTs firewalld's.
# read_opening '' COMMENT RULES forward tracked|untracked: for answers that pass through the host.
read_opening() {
  here=$(firewall_here "$4") || fail "$here"
  if [ "$4 $5" = 'forward untracked' ]; then refuse_untracked; fi
  live=no lasting=no
  case $here in
  none) echo 'nothing filters'; return ;;
  nftables)
    if opened_in_nftables "$2" "$3" "$4"; then live=yes; fi
    if grep -qF "open_in_nftables '$2' " "$OPENINGS_SCRIPT" 2>/dev/null && [ -n "$(read_boot_unit "$OPENINGS_UNIT")" ]; then
      lasting=yes
    fi
    ;;
  firewalld)
    # Among what is tracked it lets answers through by itself.
    if [ "$4" = forward ]; then echo live yes; echo lasting yes; return; fi
    interfaces=$1
    shift 4
    now=$(firewalld_elements) || fail "$now"
    later=$(firewalld_elements --permanent) || fail "$later"
    wanted=$(firewalld_wanted "$now" "$interfaces" "$@")
    if [ -z "$(lines_without "$now" "$wanted")" ]; then live=yes; fi
    if [ -z "$(lines_without "$later" "$wanted")" ]; then lasting=yes; fi
    ;;
  esac
  echo "live $live"
  echo "lasting $lasting"
}

# To a filter that minds connections, the first answer of one that nobody tracks is of none. firewalld always does.
refuse_untracked() {
  if [ "$here" != firewalld ] && { ! has nft || [ -z "$(drops_of_no_connection)" ]; }; then return; fi
  fail 'what is passed on of no tracked connection is dropped here (ct state invalid), and so are the answers of real servers behind mode nat: write conntrack: true into the role that balances (rule 8)'
}

drops_of_no_connection() {
  nft -s list ruleset | LC_ALL=C awk '
    $1 == "chain" { passes = 0 }
    /type filter hook forward / { passes = 1 }
    passes && /ct state .*invalid.*drop/'
}

# set_opening LIVE LASTING SCRIPT UNIT, and what read_opening takes.
set_opening() (
  live=$1 lasting=$2 script=$3 unit=$4 interfaces=$5 comment=$6 rules=$7 hook=$8
  record=$EVENKEEL_HOME/openings/$(printf '%s' "$comment" | sha256sum | cut -c1-16)
  shift 8
  here=none
  if [ "$live" = yes ] || [ "$lasting" = yes ]; then
    leave_at_boot 'the firewall is told'
    here=$(firewall_here "$hook") || fail "$here"
  fi
  if [ "$lasting" = yes ] && [ "$here" = nftables ]; then keep_open_at_boot; else forget_at_boot; fi
  if [ "$live" = yes ] && [ "$here" = nftables ]; then
    open_in_nftables "$comment" "$rules" "$hook"
  elif has nft; then
    close_in_nftables "$comment"
  fi
  if [ "$here $hook" = 'firewalld forward' ]; then live=no lasting=no; fi
  if [ "$lasting" = yes ] && [ "$here" = firewalld ]; then firewalld_add --permanent "$@"; else firewalld_take_back --permanent; fi
  if [ "$live" = yes ] && [ "$here" = firewalld ]; then firewalld_add --now "$@"; else firewalld_take_back --now; fi
  if [ -e "$record" ] && [ ! -s "$record" ]; then rm -f "$record"; fi
)

keep_open_at_boot() {
  if ! grep -qF "open_in_nftables '$comment' " "$OPENINGS_SCRIPT" 2>/dev/null; then
    # The words of this version: those that lie there may know less.
    { cat "$script"
      grep "^open_in_nftables '" "$OPENINGS_SCRIPT" 2>/dev/null || true
      printf "open_in_nftables '%s' '%s' %s || exit\n" "$comment" "$rules" "$hook"; } >"$EVENKEEL_STEP/openings"
    put_file "$OPENINGS_SCRIPT" "$EVENKEEL_STEP/openings" 0644 root root never ''
  fi
  put_boot_unit "$OPENINGS_UNIT" "$unit"
}

forget_at_boot() {
  grep -qF "open_in_nftables '$comment' " "$OPENINGS_SCRIPT" 2>/dev/null || return 0
  grep -vF "open_in_nftables '$comment' " "$OPENINGS_SCRIPT" >"$EVENKEEL_STEP/openings"
  if grep -q "^open_in_nftables '" "$EVENKEEL_STEP/openings"; then
    put_file "$OPENINGS_SCRIPT" "$EVENKEEL_STEP/openings" 0644 root root never ''
  else
    remove_boot_unit "$OPENINGS_UNIT"
    remove_file "$OPENINGS_SCRIPT" never ''
  fi
}

firewalld_runs() {
  has firewall-cmd && firewall-cmd --get-default-zone >/dev/null 2>&1
}

# firewalld_elements [--permanent]: `ZONE ELEMENT` for what is open in any zone now, or from its next start on. One call
# for all, as each takes as long as starting Python.
firewalld_elements() {
  zones=$(firewall-cmd "$@" --list-all-zones) || return 1
  printf '%s\n' "$zones" | awk '
    /^[^ \t]/ { zone = $1; next }
    $1 == "interfaces:" { for (at = 2; at <= NF; at++) print zone, "interface=" $at }
    $1 == "ports:" { for (at = 2; at <= NF; at++) print zone, "port=" $at }
    $1 == "protocols:" { for (at = 2; at <= NF; at++) print zone, "protocol=" $at }
    $1 == "rule" { sub(/^[ \t]+/, ""); print zone, "rich-rule=" $0 }'
}

# firewalld_wanted NOW INTERFACES ELEMENT…: `ZONE ELEMENT` for every zone in which the interfaces are; where none is
# named, for all zones that have one. What is in no zone is in the default one.
firewalld_wanted() {
  bound=$(printf '%s\n' "$1" | sed -n 's/^\([^ ]*\) interface=/\1 /p')
  default=$(firewall-cmd --get-default-zone)
  if [ -z "$2" ]; then
    zones="$default $(printf '%s\n' "$bound" | cut -d ' ' -f 1)"
  else
    zones=$(for name in $2; do printf '%s\n' "$bound" | sed -n "s/^\([^ ]*\) $name\$/\1/p" | grep . || echo "$default"; done)
  fi
  shift 2
  for zone in $(printf '%s\n' $zones | sort -u); do
    for element; do printf '%s %s\n' "$zone" "$element"; done
  done
}

# lines_without THESE ALL: the lines of ALL that are none of THESE.
lines_without() {
  printf '%s\n' "$2" | while IFS= read -r line; do
    case "
$1
" in *"
$line
"*) ;; *) printf '%s\n' "$line" ;; esac
  done
}

# firewalld_in --now|--permanent ZONE OPTION
firewalld_in() {
  case $1 in
  --permanent) firewall-cmd -q --permanent "--zone=$2" "$3" ;;
  *) firewall-cmd -q "--zone=$2" "$3" ;;
  esac
}

# firewalld_add --now|--permanent ELEMENT…: writes down what was not there before, as only that goes again.
firewalld_add() {
  manner=$1
  shift
  now=$(firewalld_elements)
  there=$now
  if [ "$manner" = --permanent ]; then there=$(firewalld_elements --permanent); fi
  umask 077
  mkdir -p "$EVENKEEL_HOME/openings"
  lines_without "$there" "$(firewalld_wanted "$now" "$interfaces" "$@")" | while read -r zone element; do
    if [ "$manner" = --permanent ]; then keep_zone "$zone"; fi
    printf '%s %s %s\n' "$manner" "$zone" "$element" >>"$record"
    flush "$record"
    firewalld_in "$manner" "$zone" "--add-$element" </dev/null || exit
  done
}

firewalld_take_back() {
  grep -q -e "^$1 " "$record" 2>/dev/null || return 0
  leave_at_boot 'firewalld is told'
  while read -r manner zone element; do
    if [ "$manner" != "$1" ]; then continue; fi
    if firewalld_runs; then
      if firewalld_in "$manner" "$zone" "--query-$element"; then firewalld_in "$manner" "$zone" "--remove-$element"; fi
    elif [ "$manner" = --permanent ] && has firewall-offline-cmd; then
      firewall-offline-cmd -q "--zone=$zone" "--remove-$element"
    fi
  done <"$record"
  zones=$(sed -n 's/^--permanent \([^ ]*\) .*/\1/p' "$record" | sort -u)
  { grep -v -e "^$1 " "$record" || true; } | remember "$record"
  if [ "$1" = --permanent ]; then for zone in $zones; do give_zone_back "$zone"; done; fi
}

# keep_zone ZONE: firewalld writes a file for a zone of its own that is changed, and another one for how it was before
# that; neither goes again by itself.
keep_zone() (
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

# give_zone_back ZONE: once nothing of ours is in it, and nobody has changed anything else in it.
give_zone_back() (
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

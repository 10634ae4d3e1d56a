# Openings in the host's packet filter. Nothing here switches a firewall on or off, flushes it, or touches what
# evenkeel did not make (rule 51).

OPENINGS_SCRIPT=/etc/evenkeel-openings.sh
OPENINGS_UNIT=evenkeel-openings.service

# firewall_here input|forward: prints firewalld, nftables or none; fails for filters that cannot be opened here.
firewall_here() {
  chain=INPUT
  if [ "$1" = forward ]; then chain=FORWARD; fi
  if firewalld_runs; then
    echo firewalld
    return
  fi
  if grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null; then
    fail 'ufw filters on this host, and only firewalld and nftables are opened: open it by ufw allow'
  fi
  for names in /proc/net/ip_tables_names /proc/net/ip6_tables_names; do
    if grep -q '^filter$' "$names" 2>/dev/null && legacy_filters "$chain"; then refuse_iptables; fi
  done
  if ! has nft; then
    echo none
    return
  fi
  chains=$(filtering_chains "$1") || fail "nft cannot list its rules: $chains"
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
  if [ "$4 $5" = 'forward untracked' ]; then refuse_untracked "$here"; fi
  live=no lasting=no
  case $here in
    none)
      echo 'nothing filters'
      return
      ;;
    nftables)
      if opened_in_nftables "$2" "$3" "$4"; then live=yes; fi
      if opened_at_boot "$2" && [ -n "$(read_boot_unit "$OPENINGS_UNIT")" ]; then lasting=yes; fi
      ;;
    firewalld)
      # firewalld lets answers of tracked connections through without an opening.
      if [ "$4" = forward ]; then
        echo live yes
        echo lasting yes
        return
      fi
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

# A stateful filter takes the first answer of an untracked connection for one of no connection. firewalld always does.
refuse_untracked() { # FIREWALL
  if [ "$1" != firewalld ] && { ! has nft || [ -z "$(drops_of_no_connection)" ]; }; then return; fi
  fail 'what is passed on of no tracked connection is dropped here (ct state invalid), and so are the answers of real servers behind mode nat: write conntrack: true into the role that balances (rule 8)'
}

drops_of_no_connection() {
  nft -s list ruleset | LC_ALL=C awk '
    $1 == "chain" { passes = 0 }
    /type filter hook forward / { passes = 1 }
    passes && /ct state .*invalid.*drop/'
}

# set_opening LIVE LASTING SCRIPT UNIT, and then the arguments of read_opening.
set_opening() (
  live=$1 lasting=$2 script=$3 unit=$4 interfaces=$5 comment=$6 rules=$7 hook=$8
  record=$EVENKEEL_HOME/openings/$(printf '%s' "$comment" | sha256sum | cut -c1-16)
  shift 8
  here=none
  if [ "$live" = yes ] || [ "$lasting" = yes ]; then
    leave_at_boot 'the firewall is changed'
    here=$(firewall_here "$hook") || fail "$here"
  fi
  if [ "$lasting" = yes ] && [ "$here" = nftables ]; then
    open_at_boot "$comment" "$rules" "$hook" "$script" "$unit"
  else
    forget_at_boot "$comment"
  fi
  if [ "$live" = yes ] && [ "$here" = nftables ]; then
    open_in_nftables "$comment" "$rules" "$hook"
  elif has nft; then
    close_in_nftables "$comment"
  fi
  if [ "$here $hook" = 'firewalld forward' ]; then live=no lasting=no; fi
  if [ "$lasting" = yes ] && [ "$here" = firewalld ]; then
    firewalld_add --permanent "$record" "$interfaces" "$@"
  else
    firewalld_remove --permanent "$record"
  fi
  if [ "$live" = yes ] && [ "$here" = firewalld ]; then
    firewalld_add --now "$record" "$interfaces" "$@"
  else
    firewalld_remove --now "$record"
  fi
  if [ -e "$record" ] && [ ! -s "$record" ]; then rm -f "$record"; fi
)

opened_at_boot() { # COMMENT
  grep -qF "open_in_nftables '$1' " "$OPENINGS_SCRIPT" 2>/dev/null
}

open_at_boot() { # COMMENT RULES HOOK SCRIPT UNIT
  if ! opened_at_boot "$1"; then
    # With the functions of this release: the script on the host may be older.
    {
      cat "$4"
      grep "^open_in_nftables '" "$OPENINGS_SCRIPT" 2>/dev/null || true
      printf "open_in_nftables '%s' '%s' %s || exit\n" "$1" "$2" "$3"
    } >"$EVENKEEL_STEP/openings"
    put_file "$OPENINGS_SCRIPT" "$EVENKEEL_STEP/openings" 0644 root root never ''
  fi
  put_boot_unit "$OPENINGS_UNIT" "$5"
}

forget_at_boot() { # COMMENT
  opened_at_boot "$1" || return 0
  grep -vF "open_in_nftables '$1' " "$OPENINGS_SCRIPT" >"$EVENKEEL_STEP/openings"
  if grep -q "^open_in_nftables '" "$EVENKEEL_STEP/openings"; then
    put_file "$OPENINGS_SCRIPT" "$EVENKEEL_STEP/openings" 0644 root root never ''
  else
    remove_boot_unit "$OPENINGS_UNIT"
    remove_file "$OPENINGS_SCRIPT" never ''
  fi
}

# Read-only, after common.sh: what a person would look at before building a cluster, as frames. It takes a few seconds:
# adverts of VRRP are heard once a second.

seconds=${1:-4}

# Adverts, on every interface with an IPv4 address. tcpdump ends by itself, and leaves nothing behind.
hear_adverts() {
  ip -o -4 addr show scope global 2>/dev/null | while read -r _ interface _; do printf '%s\n' "${interface%%@*}"; done |
    sort -u | {
    while read -r interface; do
      {
        timeout "$seconds" tcpdump -l -n -t -c 50 -i "$interface" 'ip proto 112 or ip6 proto 112' 2>/dev/null
        # Status 124 or 143: it listened until its time was over.
        echo "ended $?"
      } | sed "s/^/$interface /" &
    done
    wait
  }
}

# firewalld, nftables, iptables or ufw, whichever filters here; none, or unknown.
firewall() {
  if has firewall-cmd && [ "$(firewall-cmd --state 2>/dev/null)" = running ]; then
    echo firewalld
  elif grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null; then
    echo ufw
  elif has nft; then
    rules=$(nft list ruleset 2>/dev/null) || {
      echo unknown
      return
    }
    case $rules in *'hook input '*) echo nftables ;; *) echo none ;; esac
  elif has iptables && iptables -S INPUT 2>/dev/null | grep -qE -e '^-P INPUT DROP' -e '^-A INPUT .*-j (DROP|REJECT)'; then
    echo iptables
  else
    echo none
  fi
}

frame clock 0 "$(date +%s)"
frame firewall 0 "$(firewall)"
if has ss; then
  frame listeners 0 "$(ss -H -l -n -t -u -p 2>/dev/null)"
else
  frame listeners 127 'ss is not installed'
fi
if ! has tcpdump; then
  frame adverts 127 'tcpdump is not installed'
elif ! has timeout; then
  frame adverts 127 'timeout is not installed'
else
  frame adverts 0 "$(hear_adverts)"
fi
exit 0

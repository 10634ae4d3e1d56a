# Openings in nftables. Hosts also have this part as a script of its own, which opens again after every boot, so it uses
# no functions of other parts.

# filtering_chains [forward]: prints the base chains that accept only what their rules name, from outside or through the
# host: FAMILY TABLE CHAIN HANDLE, with the handle of the rule that drops or rejects all the rest, or - if the policy
# does. A chain that only drops some packets (of banned addresses) is not among them.
filtering_chains() {
  ruleset=$(nft -a -s list ruleset) || return 1
  printf '%s\n' "$ruleset" | LC_ALL=C awk -v hook="${1:-input}" '
    $1 == "table" { family = $2; table = $3; next }
    $1 == "chain" { chain = family " " table " " $2; next }
    family !~ /^(inet|ip|ip6)$/ { next }
    index($0, "type filter hook " hook " ") { bases[++many] = chain; if (/policy drop/) drops[chain] = 1; next }
    match($0, / # handle [0-9]+$/) {
      handle = substr($0, RSTART + 10)
      rule = substr($0, 1, RSTART - 1)
      gsub(/^[ \t]+|[ \t]*comment "[^"]*"[ \t]*$/, "", rule)
      while (sub(/^(counter|log( prefix "[^"]*")?( (level|group|flags|snaplen|queue-threshold) [^ ]+)*|meta nftrace set 1)( |$)/, "", rule)) {}
      # Rules that apply to every packet that comes so far.
      if (rule ~ /^(drop|reject|reject with .*|accept|(jump|goto) [^ ]+)$/) rules[chain, ++length_of[chain]] = handle " " rule
    }
    # The fate of a packet that no rule of a chain names, and the handle of the rule: "drop 5", "accept 7" or nothing.
    function fate(chain, depth,   at, words, target, end) {
      if (depth > 16) return ""
      for (at = 1; at <= length_of[chain]; at++) {
        split(rules[chain, at], words, " ")
        if (words[2] == "accept") return "accept " words[1]
        if (words[2] == "drop" || words[2] == "reject") return "drop " words[1]
        target = chain
        sub(/[^ ]+$/, words[3], target)
        end = fate(target, depth + 1)
        split(rules[chain, at], words, " ")
        if (end != "") { sub(/ .*/, "", end); return end " " words[1] }
      }
      return ""
    }
    END {
      for (one = 1; one <= many; one++) {
        end = fate(bases[one], 0)
        if (end ~ /^drop /) print bases[one], substr(end, 6)
        else if (end == "" && drops[bases[one]]) print bases[one], "-"
      }
    }'
}

# rules_for FAMILY RULES: prints the rules among `4:…;6:…;*:…` for a table of this family, one a line.
rules_for() (
  set -f
  IFS=';'
  for rule in $2; do
    case "$1 $rule" in "ip 6:"* | "ip6 4:"*) ;; *) printf '%s\n' "${rule#?:}" ;; esac
  done
)

# opened_in_nftables COMMENT RULES [forward]: whether every filtering chain has these rules.
opened_in_nftables() (
  filtering=$(filtering_chains "${3:-}") || exit
  [ -n "$filtering" ] || exit 0
  lacking=$(printf '%s\n' "$filtering" | while read -r family table chain handle; do
    need=$(rules_for "$family" "$2" | grep -c .) || continue
    have=$(nft list chain "$family" "$table" "$chain" | grep -cF "comment \"$1\"") || true
    [ "$have" -ge "$need" ] || echo "$chain"
  done)
  [ -z "$lacking" ]
)

# Prints the commands that delete the rules with a comment.
deletions_of() {
  nft -a -s list ruleset | LC_ALL=C awk -v mark="comment \"$1\"" '
    $1 == "table" { table = $2 " " $3 }
    $1 == "chain" { chain = $2 }
    index($0, mark) && match($0, / # handle [0-9]+$/) { print "delete rule " table " " chain " handle " substr($0, RSTART + 10) }'
}

# open_in_nftables COMMENT RULES [forward]: in one transaction, after the rules that drop some packets on purpose, before
# the rule that drops the rest.
open_in_nftables() {
  if opened_in_nftables "$1" "$2" "${3:-}"; then return 0; fi
  {
    deletions_of "$1"
    filtering_chains "${3:-}" | while read -r family table chain handle; do
      place="add rule $family $table $chain"
      if [ "$handle" != - ]; then place="insert rule $family $table $chain handle $handle"; fi
      rules_for "$family" "$2" | while IFS= read -r rule; do
        printf '%s %s accept comment "%s"\n' "$place" "$rule" "$1"
      done
    done
  } | nft -f -
}

close_in_nftables() {
  deletions_of "$1" | nft -f -
}

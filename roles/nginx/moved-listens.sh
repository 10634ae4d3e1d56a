{
  nginx -T 2>/dev/null | sed 's/#.*//' | tr ';{}' '\n' |
    awk '$1 == "listen" && $2 !~ /^unix:/ && !/[ \t](udp|quic)([ \t]|$)/ { print "wanted", $2 }' |
    sed 's/ \([0-9]*\)$/ *:\1/; /:[0-9]*$/!s/$/:80/'
  ss -H -l -n -t -p | awk '/"nginx"/ { print "held", $4 }'
} | awk '{
  port = $2; sub(/.*:/, "", port)
  address = $2; sub(/:[0-9]+$/, "", address)
  version6 = address ~ /^\[/ || ($1 == "held" && address == "*")
  place = version6 " " port
  kind = address ~ /^(\*|0\.0\.0\.0|\[::\])$/ ? "every" : "one"
  seen[$1, kind, place] = 1
  places[place] = 1
}
END {
  for (place in places) {
    toEvery = ("wanted", "every", place) in seen && !(("held", "every", place) in seen) && ("held", "one", place) in seen
    toOne = ("wanted", "one", place) in seen && !(("wanted", "every", place) in seen) && ("held", "every", place) in seen
    if (toEvery || toOne) moved = 1
  }
  exit !moved
}'

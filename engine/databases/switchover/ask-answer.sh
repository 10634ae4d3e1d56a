# ask_answer URL: the guard's HTTP answer, which says whether its server is open, and which one it is. curl and wget print
# nothing for another status than 200.
ask_answer() {
  if command -v curl >/dev/null 2>&1; then
    curl -sf -m 1 --noproxy '*' "$1"
  elif command -v wget >/dev/null 2>&1; then
    no_proxy='*' wget -q -T 1 -t 1 -O - "$1" 2>/dev/null || no_proxy='*' wget -q -T 1 -O - "$1"
  elif command -v busybox >/dev/null 2>&1; then
    busybox wget -q -T 1 -O - "$1"
  else
    exit 127
  fi
}

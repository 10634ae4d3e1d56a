# HTTP requests by curl. Each function takes the options of curl, the URL among them.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
if ! command -v curl >/dev/null 2>&1; then
  echo 'curl is not installed'
  exit 127
fi

ask_status() { curl "$@" -o /dev/null -w '%{http_code}\n'; }

ask_headers() { curl "$@" -o /dev/null -D -; }

ask_text() { curl "$@"; }

# A server may answer 404 to an example request; HAProxy itself answers 502 to 504 if it reaches no server.
is_answered() {
  code=$(curl "$@" -o /dev/null -w '%{http_code}') || return 1
  case $code in 50[234]) return 1 ;; esac
}

# ask_with_cookie COUNT NAME SED OPTION…: asks once for a cookie, prints it, and then makes COUNT requests with it. SED
# prints the cookie from a header.
ask_with_cookie() {
  times=$1 name=$2 sed=$3
  shift 3
  cookie=$(ask_headers "$@" | sed -n "$sed" | tail -n 1)
  if [ -z "$cookie" ]; then
    echo "the answer sets no cookie $name"
    exit 1
  fi
  echo "cookie $cookie"
  repeat "$times" is_answered "$@" -H "Cookie: $cookie"
}

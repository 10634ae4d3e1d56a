# HTTP requests by curl. Each function takes the options of curl, the URL among them.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
if ! command -v curl >/dev/null 2>&1; then
  echo 'curl is not installed'
  exit 127
fi

ask_status() { credentialed "$@" -o /dev/null -w '%{http_code}\n'; }

ask_headers() { credentialed "$@" -o /dev/null -D -; }

ask_text() { credentialed "$@"; }

# is_answered STATUSES OPTION…: makes one request. Its answer must have one of the statuses; if there are none, any that a
# server gives: it may answer 404 to an example request, and HAProxy itself answers 502 to 504 if it reaches no server.
is_answered() {
  statuses=$1
  shift
  code=$(credentialed "$@" -o /dev/null -w '%{http_code}') || return 1
  is_right "$code" "$statuses" || {
    echo "HTTP $code" >&2
    return 1
  }
}

is_right() {
  if [ -n "$2" ]; then
    is_expected "$1" "$2"
  else
    case $1 in 50[234]) return 1 ;; esac
  fi
}

# ask_with_cookie COUNT NAME SED STATUSES OPTION…: asks once for a cookie, prints it, and then makes COUNT requests with it.
# SED prints the cookie from a header. An answer that sets another one comes from another server.
ask_with_cookie() {
  times=$1 name=$2 sed=$3 statuses=$4
  shift 4
  cookie=$(ask_headers "$@" | sed -n "$sed" | tail -n 1)
  if [ -z "$cookie" ]; then
    echo "the answer sets no cookie $name"
    exit 1
  fi
  echo "cookie $cookie"
  repeat "$times" keeps_cookie "$@" -H "Cookie: $cookie"
}

keeps_cookie() {
  head=$(ask_headers "$@") || return 1
  code=$(printf '%s\n' "$head" | sed -n 's|^HTTP/[0-9.]* \([0-9]*\).*|\1|p' | tail -n 1)
  is_right "$code" "$statuses" || {
    echo "HTTP $code" >&2
    return 1
  }
  set_now=$(printf '%s\n' "$head" | sed -n "$sed" | tail -n 1)
  # HAProxy writes its times behind the name of the server.
  if [ -n "$set_now" ] && [ "${set_now%%|*}" != "${cookie%%|*}" ]; then
    echo "another server: $set_now" >&2
    return 1
  fi
}

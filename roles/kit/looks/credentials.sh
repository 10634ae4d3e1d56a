# The secrets of a request are in variables: secret_headers, in the words of a configuration of curl, and
# client_certificate, a certificate with its key. curl reads them from file descriptors: everybody can read its words.
has_secrets() { [ -n "${secret_headers:-}${client_certificate:-}" ]; }

# credentialed OPTION…: curl with the secrets of the request.
credentialed() {
  if [ -n "${client_certificate:-}" ]; then
    curl -K - --cert /dev/fd/3 --key /dev/fd/4 "$@" <<config 3<<certificate 4<<key
${secret_headers:-}
config
$client_certificate
certificate
$client_certificate
key
  elif has_secrets; then
    curl -K - "$@" <<config
$secret_headers
config
  else
    curl "$@"
  fi
}

# is_expected CODE STATUSES: whether a status is among numbers and ranges such as 200-399; always if there are none.
is_expected() {
  [ -n "$2" ] || return 0
  for status in $2; do
    if [ "$1" -ge "${status%-*}" ] && [ "$1" -le "${status#*-}" ]; then return 0; fi
  done
  return 1
}

# TLS handshakes by openssl.
if ! command -v openssl >/dev/null 2>&1; then
  echo 'openssl is not installed'
  exit 127
fi

# is_greeted ENDPOINT OPTION…: makes a TLS handshake and hangs up; true if a certificate comes.
is_greeted() {
  openssl s_client -connect "$@" </dev/null 2>/dev/null | grep -q 'BEGIN CERTIFICATE'
}

# read_served ENDPOINT [NAME]: makes a TLS handshake, for a NAME if it is given. Prints the length of the certificate chain,
# the certificate's fingerprint and end, and whether it has expired and is for NAME.
read_served() {
  if ! command -v openssl >/dev/null 2>&1; then
    echo 'openssl is not installed'
    exit 127
  fi
  if [ $# -gt 1 ]; then
    got=$(openssl s_client -connect "$1" -servername "$2" -showcerts </dev/null 2>&1)
  else
    got=$(openssl s_client -connect "$1" -noservername -showcerts </dev/null 2>&1)
  fi
  case $got in
    *'BEGIN CERTIFICATE'*) ;;
    *)
      printf '%s\n' "$got" | grep -m 1 -i error || echo 'no certificate'
      exit 1
      ;;
  esac
  echo "chain $(printf '%s\n' "$got" | grep -c 'BEGIN CERTIFICATE')"
  printf '%s\n' "$got" | openssl x509 -noout -fingerprint -sha256 -enddate -checkend 0 || :
  # OpenSSL 3.0 ends after -checkend, and would not look at the name.
  if [ $# -gt 1 ]; then printf '%s\n' "$got" | openssl x509 -noout -checkhost "$2" || :; fi
}

# Self-signed certificates with their keys, in one file. A key is made on this host and never leaves it.

# read_certificate PATH SECONDS: prints what read_file prints, then openssl's description of the certificate, whether it
# is valid for SECONDS, and whether the key is the certificate's own.
read_certificate() {
  found=$(read_file "$1") || exit 1
  printf '%s\n' "$found"
  [ "$found" != absent ] || return 0
  has openssl || {
    echo 'no openssl'
    return 0
  }
  openssl x509 -in "$1" -noout -subject_hash -issuer_hash -ext subjectAltName -checkend "$2" 2>/dev/null || true
  certified=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) || return 0
  if [ "$(openssl pkey -in "$1" -pubout </dev/null 2>/dev/null)" = "$certified" ]; then echo 'key fits'; fi
}

# make_certificate PATH MODE OWNER GROUP DAYS REQUEST: REQUEST is a configuration for openssl req.
make_certificate() (
  has openssl || fail "$1 cannot be made without openssl"
  umask 077
  printf '%s\n' "$6" >"$EVENKEEL_STEP/request"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$EVENKEEL_STEP/key"
  openssl req -new -x509 -sha256 -days "$5" -config "$EVENKEEL_STEP/request" -key "$EVENKEEL_STEP/key" \
    -out "$EVENKEEL_STEP/certificate"
  cat "$EVENKEEL_STEP/certificate" "$EVENKEEL_STEP/key" >"$EVENKEEL_STEP/pem"
  put_file "$1" "$EVENKEEL_STEP/pem" "$2" "$3" "$4" never ''
  rm -f "$EVENKEEL_STEP/key" "$EVENKEEL_STEP/pem"
)

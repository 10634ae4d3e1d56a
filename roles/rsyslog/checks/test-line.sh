if ! command -v logger >/dev/null 2>&1; then
  echo 'logger is not installed'
  exit 127
fi

# send_line TAG OPTION…: sends one unique line with these options of logger, sets line to it, and prints `sent LINE`.
send_line() {
  tag=$1
  shift
  line="test line $(date +%s).$$"
  logger "$@" -t "$tag" "$line" || exit
  echo "sent $line"
}

# count_line LINE BYTES FILE OTHER_FILE…: waits up to 5 seconds until LINE is in FILE. Prints `COUNT in PATH` for each
# file, from its last BYTES.
count_line() {
  sent=$1 bytes=$2
  shift 2
  left=20
  while [ "$left" -gt 0 ] && ! tail -c "$bytes" "$1" 2>/dev/null | grep -qF "$sent"; do
    sleep 0.25
    left=$((left - 1))
  done
  for file; do
    echo "$(tail -c "$bytes" "$file" 2>/dev/null | grep -cF "$sent") in $file"
  done
}

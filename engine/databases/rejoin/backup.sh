# mariadb-backup as a stream: the peer sends, this server receives, over TLS with certificates made for this one copy. The
# receiver listens on the port of its own database server, which is stopped: a firewall lets the peer in there. The peer's
# guard asks on that port, too; it gets no further than the handshake. It comes after keep.sh.

# make_certificate FOLDER: prints the certificate of this side.
make_certificate() {
  umask 077
  mkdir -p "$1" && cd "$1" || return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=evenkeel-copy \
    -keyout key.pem -out own.pem 2>error || {
    cat error >&2
    return 1
  }
  cat own.pem
}

# Prints `listening=yes` once the peer can connect, and `progress BYTES` while it receives.
receive_backup() { # ADDRESS CERTIFICATE-OF-THE-PEER
  read -r unit <"$STORE/copying/unit"
  read -r folder <"$STORE/copying/folder"
  tls=$STORE/copying/tls
  alone "$STORE/copying/process"
  printf '%s\n' "$2" >"$tls/peer.pem"
  systemctl stop "$unit" || return
  owner=$(stat -c %U:%G "$folder") || return
  # The folder itself stays: it may be a mount point. The flag is that of Debian's package.
  find "$folder" -mindepth 1 ! -name 'debian-*.flag' -delete || return
  echo listening=yes
  follow_bytes "$folder" &
  follower=$!
  listen "$1" | mbstream -x -C "$folder"
  received=$?
  kill "$follower" 2>/dev/null
  if [ "$received" != 0 ] || ! [ -e "$(info_file "$folder")" ]; then
    echo 'the stream of the peer ended before the copy was whole' >&2
    return 1
  fi
  echo 'note preparing the copy'
  mariadb-backup --prepare --target-dir="$folder" >"$STORE/copying/prepare.log" 2>&1 || {
    tail -n 5 "$STORE/copying/prepare.log" >&2
    return 1
  }
  sed -n '1s/^.*\t//p' "$(info_file "$folder")" >"$STORE/copying/position"
  [ ! -e "$STORE/copying/master.info" ] || cp -p "$STORE/copying/master.info" "$folder/"
  chown -R "$owner" "$folder"
}

info_file() {
  for name in xtrabackup_binlog_info mariadb_backup_binlog_info; do
    [ ! -e "$1/$name" ] || echo "$1/$name"
  done
}

# One connection whose certificate is right. The others end at the handshake, and it listens again: for two minutes.
listen() { # ADDRESS
  for _ in $(seq 1 120); do
    if socat -u "OPENSSL-LISTEN:$PORT,bind=$1,reuseaddr,accept-timeout=1,cert=$tls/own.pem,key=$tls/key.pem,cafile=$tls/peer.pem,verify=1" \
      STDOUT 2>>"$tls/log"; then
      if [ -n "$(find "$folder" -mindepth 1 ! -name 'debian-*.flag' | head -n 1)" ]; then return; fi
    fi
    sleep 0.1
  done
  return 1
}

follow_bytes() {
  while sleep 1; do echo "progress $(($(du -sk "$1" | cut -f 1) * 1024))"; done
}

# On the peer. Commits wait for a moment at the end of a backup.
send_backup() { # ADDRESS CERTIFICATE-OF-THE-RECEIVER FOLDER
  cd "$3" || return
  alone /run/evenkeel-copy.process
  printf '%s\n' "$2" >peer.pem
  {
    mariadb-backup --no-defaults --backup --stream=mbstream --user=root --socket="$SOCKET" --target-dir="$3/work" 2>log
    echo $? >backup-status
  } | socat -u STDIN "OPENSSL:$1:$PORT,retry=100,interval=0.3,cert=own.pem,key=key.pem,cafile=peer.pem,verify=1,commonname=evenkeel-copy" 2>error
  sent=$?
  read -r status <backup-status
  if [ "$sent" != 0 ] || [ "${status:-1}" != 0 ]; then
    { tail -n 3 log && cat error; } >&2
    return 1
  fi
}

# RESET MASTER forgets the binary logs of before; the states are those of the copy.
set_position() { # BINLOG-STATE-OF-THE-PEER
  read -r position <"$STORE/copying/position"
  state=$(awk -v state="$1" -v position="$position" 'BEGIN {
    count = split(state "," position, list, ",")
    for (i = 1; i <= count; i++) {
      if (list[i] == "") continue
      split(list[i], part, "-")
      key = part[1] "-" part[2]
      if (!(key in last)) keys[++known] = key
      last[key] = part[3]
    }
    for (i = 1; i <= known; i++) { printf "%s%s-%s", comma, keys[i], last[keys[i]]; comma = "," }
  }')
  cat <<SQL | here 60
STOP SLAVE;
RESET MASTER;
SET GLOBAL gtid_binlog_state = '$state';
SET GLOBAL gtid_slave_pos = '$position';
SQL
}

# Times are hundredths of a second since the boot: the wall clock may jump.

# Sets now.
read_clock() {
  read -r uptime _ </proc/uptime
  now=${uptime%.*}${uptime#*.}
}

# Times in files of the run folder. A file that is not there is a time long ago.
read_time() { # NAME: sets time
  time=0
  if [ -e "$RUN/$1" ]; then read -r time <"$RUN/$1" || time=0; fi
}

# Sets the file NAME to a time so many seconds from now.
set_deadline() { # NAME SECONDS
  read_clock
  write_run "$1" "$((now + $2 * 100))"
}

is_ahead() { # NAME: the time in this file is not over
  read_time "$1"
  [ "$time" -gt "$now" ]
}

# Others read these files at any time.
write_run() { # NAME TEXT
  printf '%s\n' "$2" >"$RUN/$1.new$$" && mv "$RUN/$1.new$$" "$RUN/$1"
}

say() { echo "$*" >&2; }

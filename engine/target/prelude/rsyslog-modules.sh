# Modules of rsyslog, which refuses to load one twice, in either of its two languages.

# read_rsyslog_module NAME ETC: prints loaded if any file of the configuration loads it, else absent.
read_rsyslog_module() {
  if sed 's/#.*//' "$2/rsyslog.conf" "$2"/rsyslog.d/*.conf 2>/dev/null | tr '\n\t' '  ' |
    grep -qi -e "module([^)]*load=\"$1\"" -e "[$]ModLoad  *$1\( \|[.]so\|$\)"; then
    echo loaded
  else
    echo absent
  fi
}

# add_rsyslog_module NAME ETC
add_rsyslog_module() {
  if [ "$(read_rsyslog_module "$1" "$2")" = absent ]; then
    write_lines "$2/rsyslog.d/10-evenkeel-$1.conf" '# evenkeel' "module(load=\"$1\")"
  fi
}

# Asks the segment who has an address, without a change but in the kernel's table of neighbours, which every packet changes.

# ask_segment INTERFACE ADDRESS: prints `ask ADDRESS TOOL`, the answer of the tool, and `end STATUS`. One write for all, so
# that several at a time do not mix.
ask_segment() {
  case $2 in *:*) tool=ndisc6 ;; *) tool=arping ;; esac
  command -v "$tool" >/dev/null 2>&1 || tool=neighbours
  answer=$("ask_by_$tool" "$1" "$2" 2>&1)
  set -- "$2" "$?"
  printf 'ask %s %s\n%s\nend %s\n' "$1" "$tool" "$answer" "$2"
}

# Two broadcasts, so that a lost one does not look like nobody, and every host that claims the address answers.
ask_by_arping() {
  case $(arping -V 2>&1 || :) in
    *iputils* | *BusyBox*) arping -b -c 2 -w 3 -I "$1" "$2" ;;
    *) arping -c 2 -w 3 -i "$1" "$2" ;;
  esac
}

ask_by_ndisc6() { ndisc6 -m -r 2 -w 1000 "$2" "$1"; }

# The kernel asks before it sends the ping; whether that is answered does not matter.
ask_by_neighbours() {
  command -v ping >/dev/null 2>&1 || {
    echo 'neither arping, ndisc6 nor ping is installed'
    return 127
  }
  ping -c 1 -W 1 -I "$1" "$2" >/dev/null 2>&1 || :
  ip neigh show to "$2" dev "$1"
}

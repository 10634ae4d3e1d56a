# shellcheck source=/dev/null # the settings of this host
if [ -r "$CONF" ]; then . "$CONF"; fi
case ${1:-}/$# in
  guard/1) guard ;;
  state/1) print_state ;;
  answer/1) answer ;;
  compare/1) compare ;;
  hand-over/2) hand_over "$2" ;;
  unyield/1) unyield ;;
  ready/3) ready "$2" "$3" ;;
  give-up/2) give_up "$2" ;;
  open-alone/2) open_alone_for "$2" ;;
  stopped/1) stopped ;;
  *)
    sed -n 's/^#   \(writer .*\)/\1/p' "$0" >&2
    exit 64
    ;;
esac

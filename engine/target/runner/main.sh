take_turn "${1:-}"
case ${1:-} in
  forward) forward "$2" ;;
  revert) revert ;;
  commit) commit ;;
  abandon) abandon ;;
  *) exit 64 ;;
esac

# The proof that a path is what it was.

# prove_backups RUN_FOLDER: the files that the run found are there again, each as the same inode. What an earlier step may
# have moved was not found so: only its own undo proved it. What is there and what is not, the reading of the resources
# proves.
prove_backups() (
  for read in "$1"/stages/*/step-*/as-read; do
    for note in "${read%/*}"/files/*; do
      case $note in *.new | *.back | */\*) continue ;; esac
      read_note
      case $was in file | link | copy | place) is_there "$path" || continue ;; *) continue ;; esac
      prove_given_back "$path" || fail_unproved
    done
  done
)

# prove_given_back PATH: of a copy, the number of the inode and of its names are others.
prove_given_back() {
  case $was in
    absent) ! is_there "$1" ;;
    file | link) [ "$(facts_of "$1")" = "$facts" ] ;;
    copy | place)
      found=$(facts_of "$1")
      found=${found#* } facts_then=${facts#* }
      [ "${found% *}" = "${facts_then% *}" ] && [ "$(attributes_of "$1")" = "$(attributes_of "$kept")" ] &&
        [ "$(digest_of "$1")" = "$(digest_of "$kept")" ]
      ;;
    *) ;;
  esac
}

fail_unproved() {
  fail "$path is not what it was before: it has $(facts_of "$path" 2>&1 || true), and had $facts"
}

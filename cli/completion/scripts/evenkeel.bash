# Completion of evenkeel for bash. For this shell:
#   source <(evenkeel completion bash)
# For all shells of a user with the package bash-completion:
#   evenkeel completion bash >~/.local/share/bash-completion/completions/evenkeel
_evenkeel() {
  local line=${COMP_LINE:0:COMP_POINT} words=() index piece rest
  # bash also breaks words at ":" and "=": join the parts that no blank separates.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    rest=${line#"${line%%[![:space:]]*}"}
    piece=${COMP_WORDS[index]}
    # The last word ends at the cursor.
    [[ $rest == "$piece"* ]] || piece=$rest
    if ((index > 0)) && [[ $rest == "$line" ]]; then
      words[${#words[@]} - 1]+=$piece
    else
      words+=("$piece")
    fi
    line=${rest#"$piece"}
  done

  # Without the quotes and backslashes of the shell.
  words=("${words[@]//[\\\"\']/}")
  local last=${words[${#words[@]} - 1]} kind='' value
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS=$'\t' read -r value _; do COMPREPLY+=("$value"); done
  } < <("${words[0]/#\~\//$HOME/}" completion bash -- "${words[@]:1}" 2>/dev/null)

  case $kind in
    # Quoted as names of files; readline itself marks folders.
    paths)
      compopt -o filenames 2>/dev/null
      COMPREPLY=("${COMPREPLY[@]%/}")
      ;;
    files) compopt -o default -o bashdefault 2>/dev/null ;;
  esac
  # readline replaces only its own last part of the word.
  piece=${piece//[\\\"\']/}
  local kept=$last
  [[ $piece == *[!:=]* ]] && kept=${last%"$piece"}
  COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}
complete -F _evenkeel evenkeel

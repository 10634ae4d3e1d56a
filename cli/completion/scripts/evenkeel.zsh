#compdef evenkeel
# Completion of evenkeel for zsh. For all shells of a user, with a folder of $fpath:
#   evenkeel completion zsh >~/.zsh/completions/_evenkeel
# For this shell, after compinit:
#   source <(evenkeel completion zsh)
_evenkeel() {
  local line value shown
  local -a answer values descriptions
  answer=("${(@f)$("${(Q)words[1]}" completion zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $answer[1] == files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
    return
  fi
  for line in "${(@)answer[2,-1]}"; do
    value=${line%%$'\t'*}
    shown=$value
    [[ $line == *$'\t'* ]] && shown="$value  -- ${line#*$'\t'}"
    # The path goes on behind a folder, so that no blank follows it.
    if [[ $value == */ ]]; then
      compadd -S '' -- "$value"
    else
      values+=("$value")
      descriptions+=("$shown")
    fi
  done
  compadd -l -d descriptions -a -- values
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
  _evenkeel "$@"
else
  compdef _evenkeel evenkeel
fi

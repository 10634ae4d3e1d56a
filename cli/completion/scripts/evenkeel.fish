# Completion of evenkeel for fish:
#   evenkeel completion fish >~/.config/fish/completions/evenkeel.fish
function __evenkeel_candidates
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l answer ($words[1] completion fish -- $words[2..] "$word" 2>/dev/null)
    if test "$answer[1]" = files
        set -l flag (string match -r '^--[^=]+=' -- "$word")
        __fish_complete_path (string replace -r '^--[^=]+=' '' -- "$word") | string replace -r '^' -- "$flag"
    else
        printf '%s\n' $answer[2..]
    end
end
complete -c evenkeel -f -a '(__evenkeel_candidates)'

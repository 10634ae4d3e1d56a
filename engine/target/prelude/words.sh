# evenkeel: the functions of probes and steps on a host. POSIX sh, which dash, busybox sh and bash run.
# The files of this folder are joined into one script, in the order in engine/target/scripts.ts.
# Functions with ( ) as their body keep their variables to themselves. Probes, read_…, run in a subshell already and do
# not need it. To start a process is the main cost on a host, so these functions start few.

# Every refusal looks alike and ends the script.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The first word, if it is among the others.
among() (
  word=$1
  shift
  for other; do if [ "$other" = "$word" ]; then echo "$word"; fi; done
)

# The others without the first word.
without() (
  word=$1
  shift
  for other; do if [ "$other" != "$word" ]; then echo "$other"; fi; done
)

# The words one a line, the last one first.
reverse_words() {
  if [ $# = 0 ]; then return 0; fi
  (
    shift
    reverse_words "$@"
  )
  echo "$1"
}

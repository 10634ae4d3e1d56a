# evenkeel: the words in which probes and steps on a host are written. POSIX sh: dash, busybox sh and bash run it.
# The files of this folder travel joined into one, in the order that engine/target/scripts.ts says.
# Functions with ( ) as their body keep their variables to themselves. Probes, read_…, already run in a subshell of
# their own and need none; starting a process is what costs on a host, so they start as few as they can.

# Every refusal looks alike and ends the script.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Many questions below are whether a tool is there.
has() {
  command -v "$1" >/dev/null 2>&1
}

# The first word, if it is among the others.
among() (
  word=$1
  shift
  for other; do if [ "$other" = "$word" ]; then echo "$word"; fi; done
)

# The others but the first word.
without() (
  word=$1
  shift
  for other; do if [ "$other" != "$word" ]; then echo "$other"; fi; done
)

# What comes last goes first.
reverse_words() {
  if [ $# = 0 ]; then return 0; fi
  (
    shift
    reverse_words "$@"
  )
  echo "$1"
}

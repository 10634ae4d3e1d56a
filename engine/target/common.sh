# Functions that several scripts use. scripts.ts joins this file in front of them.

# has COMMAND: whether this host has it.
has() { command -v "$1" >/dev/null 2>&1; }

# flush PATH: puts a file, or the names in a folder, on the disk.
flush() { sync "$1" 2>/dev/null || sync; }

# flush_file_system PATH: puts all of the file system in which PATH is on the disk.
flush_file_system() { sync -f "$1" 2>/dev/null || sync; }

# decode_point: turns point, a path as the kernel writes it in mountinfo, into the path itself: a blank is \040 there.
decode_point() {
  case $point in *\\*) point=$(printf '%b' "$(printf '%s' "$point" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')") ;; esac
}

nap() { sleep 0.1 2>/dev/null || sleep 1; }

# frame LABEL STATUS BYTES: prints one answer. The length comes first, so that nothing in BYTES can pass for a frame.
frame() { printf '%s %s %s\n%s\n' "$1" "$2" "${#3}" "$3"; }

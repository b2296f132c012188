#!/bin/sh
# The screen in the README is a real one: what the demo shows, held at 12 s of seed 1.
#
#   readme.sh PROGRAM README.md
#   readme.sh --write PROGRAM README.md    puts today's screen there
set -u
write=
[ "${1-}" = --write ] && { write=yes; shift; }
[ $# -eq 2 ] || { echo "usage: $0 [--write] PROGRAM README.md" >&2; exit 2; }
program=$1 readme=$2
. "$(dirname "$0")/lib.sh"

start_tmux 80 24 "$program" demo --output-format tui --speed max --hold-at 12
wait_for "0:05 Breathe evenly."
wait_for "HELD"
guard_readme screen "$readme"

#!/bin/sh
# The second screen in the README is a real one too: the exercise browser at the cat.
#
#   readme_browser.sh PROGRAM README.md
#   readme_browser.sh --write PROGRAM README.md    puts today's screen there
set -u
write=
[ "${1-}" = --write ] && { write=yes; shift; }
[ $# -eq 2 ] || { echo "usage: $0 [--write] PROGRAM README.md" >&2; exit 2; }
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") readme=$2
. "$(dirname "$0")/lib.sh"

XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
mkdir -p "$work/data/spinehold"
echo "age: skipped" >"$work/data/spinehold/settings"
start_tmux 80 24 "$program"
wait_for "One exercise"
until screen | grep -q '^  ► One exercise'; do mux send-keys -t main j; sleep 0.1; done
mux send-keys -t main Enter
wait_for "18 exercises"
mux send-keys -t main j j j j
wait_for "Go onto your hands and knees"
guard_readme browser "$readme"

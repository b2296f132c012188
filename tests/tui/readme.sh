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
sleep_free=0
until screen >"$work/now" && screen >"$work/again" && cmp -s "$work/now" "$work/again"; do
	sleep_free=$((sleep_free + 1))
	[ $sleep_free -le 100 ] || fail "the screen does not stand still"
done
sed 's/[ ]*$//' "$work/now" >"$work/screen"
mux send-keys -t main q

if [ -n "$write" ]; then
	awk -v file="$work/screen" '
		/<!-- screen -->/ { print; print "```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next }
		/<!-- end of screen -->/ { skip = 0 }
		!skip' "$readme" >"$work/readme" && cat "$work/readme" >"$readme"
	exit
fi
sed -n '/<!-- screen -->/,/<!-- end of screen -->/p' "$readme" | sed '1,2d; $d' | sed '$d' >"$work/told"
diff "$work/told" "$work/screen" || fail "the README shows another screen (tests/tui/readme.sh --write mends it)"

#!/bin/sh
# The live screen in a real terminal: comes up, follows the size of the window down to 50x12 and
# back, and leaves everything as it was when q is pressed.
#
#   start.sh PROGRAM RECORDING [EXERCISE]
#
# RECORDING is anything `replay` takes; EXERCISE is given as --exercise where it is not in it.
# --hold-at makes the screen stand still, so what is compared does not depend on time.
set -u
[ $# -ge 2 ] || { echo "usage: $0 PROGRAM RECORDING [EXERCISE]" >&2; exit 2; }
program=$1 recording=$2 exercise=${3-}
. "$(dirname "$0")/lib.sh"

start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} \
	--output-format tui --speed max --hold-at "${SH_TEST_HOLD_AT-5}"
wait_for " quit"
wait_for "last minute"
wait_for "not the curve of the spine"
screen >"$work/first"
[ "$(mux display-message -p -t main '#{alternate_on} #{cursor_flag}')" = "1 0" ] ||
	fail "not on the alternate screen, or the cursor is visible"

mux resize-window -t main -x 50 -y 12
wait_for_not "last minute"
wait_for "space"
mux resize-window -t main -x 20 -y 6
wait_for_not "neutral"
mux resize-window -t main -x 20 -y 5
wait_for "arch"
mux resize-window -t main -x 6 -y 2
mux resize-window -t main -x 200 -y 60
wait_for "last minute"
mux resize-window -t main -x 80 -y 24
wait_for_not "WHAT HAPPENED"
wait_for "last minute"
tries=0
until screen >"$work/again" && cmp -s "$work/first" "$work/again"; do
	tries=$((tries + 1))
	if [ $tries -gt 50 ]; then
		diff "$work/first" "$work/again" >&2
		fail "after resizing there and back the screen is another one"
	fi
	sleep 0.1
done

mux send-keys -t main q
expect_restored
expect_status 0

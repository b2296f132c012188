#!/bin/sh
# The replay screen in a real terminal: the keys wind to where they say, and a moment that was left and
# found again, past the end of the recording and back, looks as it did. The demo cannot be wound.
#
#   replay.sh PROGRAM RECORDING [EXERCISE]
set -u
[ $# -ge 2 ] || { echo "usage: $0 PROGRAM RECORDING [EXERCISE]" >&2; exit 2; }
program=$1 recording=$2 exercise=${3-}
. "$(dirname "$0")/lib.sh"

press() { mux send-keys -t main "$@"; }

start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} \
	--output-format tui --speed max --hold-at 5
wait_for "0:05.0"
wait_for "marks"
wait_for "paused"
screen >"$work/first"
press '>'
wait_for "0:05.1"
press l
wait_for "0:06.1"
press Left
wait_for "0:01.1"
press '<'
wait_for "0:01.0"
press e
wait_for "end max"
wait_for "Finished"
press '?'
wait_for "Keys of the replay"
press '?'
wait_for_not "Keys of the replay"
press b
wait_for_not "end max"
wait_for "paused"
press g
wait_for "0:00.0"
press Right
wait_for "0:05.0"
tries=0
until screen >"$work/again" && cmp -s "$work/first" "$work/again"; do
	tries=$((tries + 1))
	if [ $tries -gt 50 ]; then
		diff "$work/first" "$work/again" >&2
		fail "wound to its end and back, 0:05.0 looks otherwise"
	fi
	sleep 0.1
done
press r
wait_for "paused 1x"
press - - -
wait_for "paused 1/8x"
press Space
wait_for "playing 1/8x"
press x
wait_for "end max"
press q
expect_restored
expect_status 0
mux kill-session -t main

# the demo has no recording behind it: it plays and stands, and says so when asked to wind
start_tmux 80 24 "$program" demo --output-format tui --speed max --sets 1
wait_for "that was all"
press Left
wait_for "read only once"
press q
expect_restored
expect_status 0

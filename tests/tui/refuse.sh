#!/bin/sh
# A terminal that cannot show a screen gets one line that says what to do, and no rubbish; one
# without UTF-8 or without colours gets the screen in ASCII or in words.
#
#   refuse.sh PROGRAM RECORDING [EXERCISE]
set -u
[ $# -ge 2 ] || { echo "usage: $0 PROGRAM RECORDING [EXERCISE]" >&2; exit 2; }
program=$1 recording=$2 exercise=${3-}
. "$(dirname "$0")/lib.sh"

start() {
	start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} \
		--output-format tui --speed max --hold-at "${SH_TEST_HOLD_AT-5}"
}

for SH_TEST_TERM in dumb no-such-terminal ''; do
	start
	wait_for "status="
	screen | grep -q '^status=1$' || fail "TERM='$SH_TEST_TERM': status is not 1"
	[ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "TERM='$SH_TEST_TERM': not one line"
	grep -q '^spinehold: .*plain' "$work/stderr" || {
		cat "$work/stderr" >&2
		fail "TERM='$SH_TEST_TERM': the line does not say what to do"
	}
	mux kill-session -t main
done

# Where nobody asked for a screen by name, that line says so and plain output follows.
for SH_TEST_TERM in dumb no-such-terminal; do
	start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} --hold-at 3
	wait_for "status="
	screen | grep -q '^status=0$' || fail "TERM='$SH_TEST_TERM': status is not 0"
	[ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "TERM='$SH_TEST_TERM': not one line"
	grep -q '^spinehold: warning: no screen: .*plain' "$work/stderr" ||
		fail "TERM='$SH_TEST_TERM': the line does not say that plain output follows"
	screen | grep -q '^0:0' || fail "TERM='$SH_TEST_TERM': no plain output"
	mux kill-session -t main
done

# Without a verb the help follows.
for SH_TEST_TERM in dumb no-such-terminal; do
	start_tmux 80 24 "$program"
	wait_for "status="
	screen | grep -q '^status=0$' || fail "start, TERM='$SH_TEST_TERM': status is not 0"
	[ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "start, TERM='$SH_TEST_TERM': not one line"
	grep -q '^spinehold: no screen: .*plain' "$work/stderr" ||
		fail "start, TERM='$SH_TEST_TERM': the line does not say what to do"
	mux kill-session -t main
done

for SH_TEST_TERM in vt100 vt220 linux xterm-mono screen; do
	infocmp "$SH_TEST_TERM" >/dev/null 2>&1 || continue
	start
	wait_for " quit"
	mux send-keys -t main q
	wait_for "status=0"
	mux kill-session -t main
done

SH_TEST_TERM=xterm-256color
SH_TEST_LOCALE=C
start
wait_for " quit"
screen | LC_ALL=C grep -q '[^ -~]' && fail "bytes beyond ASCII in the C locale"
screen | grep -q ' deg' || fail "no degrees in words"
mux send-keys -t main q
expect_restored
mux kill-session -t main

SH_TEST_LOCALE=C.UTF-8
start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} --ascii \
	--output-format tui --speed max --hold-at 5
wait_for " quit"
screen | LC_ALL=C grep -q '[^ -~]' && fail "bytes beyond ASCII with --ascii"
mux send-keys -t main q
expect_restored

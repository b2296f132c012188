#!/bin/sh
# Whatever ends the program, the terminal is as before: SIGTERM, SIGINT and Ctrl-C end it in order
# (status 0), so does SIGHUP; a crash ends it by its signal, but not without restoring; Ctrl-Z gives the shell
# its terminal and fg paints the screen anew.
#
#   ways_out.sh PROGRAM RECORDING [EXERCISE]
set -u
[ $# -ge 2 ] || { echo "usage: $0 PROGRAM RECORDING [EXERCISE]" >&2; exit 2; }
program=$1 recording=$2 exercise=${3-}
. "$(dirname "$0")/lib.sh"

start() {
	start_tmux 80 24 "$program" replay "$recording" ${exercise:+--exercise "$exercise"} \
		--output-format tui --speed max --hold-at "${SH_TEST_HOLD_AT-5}"
	wait_for " quit"
}

end() {
	mux kill-session -t main
}

for signal in TERM INT HUP; do
	start
	kill -s $signal "$(program_id)"
	expect_restored
	[ $signal = HUP ] || expect_status 0
	end
done

start
mux send-keys -t main C-c
expect_restored
expect_status 0
end

for signal in ABRT SEGV; do
	start
	kill -s $signal "$(program_id)"
	expect_restored
	screen | grep -q '^status=0$' && fail "a crash ended with status 0"
	end
done

start_shell 80 24
mux send-keys -t main "$(cd "$(dirname "$program")" && pwd)/$(basename "$program") replay '$recording' \
${exercise:+--exercise $exercise }--output-format tui --speed max --hold-at ${SH_TEST_HOLD_AT-5}" Enter
wait_for " quit"
mux send-keys -t main C-z
wait_for "topped"
[ "$(mux display-message -p -t main '#{alternate_on} #{cursor_flag}')" = "0 1" ] ||
	fail "Ctrl-Z left the alternate screen or a hidden cursor"
mux send-keys -t main "fg" Enter
wait_for " quit"
wait_for "last minute"
[ "$(mux display-message -p -t main '#{alternate_on} #{cursor_flag}')" = "1 0" ] ||
	fail "fg did not bring the screen back"
mux send-keys -t main q
wait_for_not " quit"
mux send-keys -t main "echo over=\$?" Enter
wait_for "over=0"

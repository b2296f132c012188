#!/bin/sh
# The pain key on a real terminal: it pauses at once, asks for a number without holding anything up,
# and ends the session at six and more; what to do then stays readable. Numbers and marks are in the
# history, the log verifies, and a session stopped for pain is not taken up on the same day.
#
#   pain.sh PROGRAM
set -u
[ $# -ge 1 ] || { echo "usage: $0 PROGRAM" >&2; exit 2; }
program=$1
. "$(dirname "$0")/lib.sh"
HOME=$work/home
export HOME
mkdir "$HOME"
data=$work/data
simulator=

# the simulator is ours to end; the private tmux server ends by its socket
end_all() {
	[ -z "$simulator" ] || kill "$simulator" 2>/dev/null
	clean_up
}
trap end_all EXIT

# coached: live on the screen, a wearer on a line beside it
coached() {
	rm -f "$work/port" # the last wearer's
	"$program" simulate frozen-fish --pty --speed 3 --hold 20 >"$work/port" 2>"$work/sim.err" &
	simulator=$!
	tries=0
	until grep -q / "$work/port" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -le 100 ] || fail "no line was opened"
		sleep 0.1
	done
	start_tmux 100 30 "$program" live --auto --port "$(head -n 1 "$work/port")" --exercise frozen-fish \
		--hold 20 --data-dir "$data" --output-format "${1-tui}"
	wait_for "eutral taken"
}

# says FILE TEXT
says() { grep -q -- "$2" "$1" || { cat "$1" >&2; fail "'$2' is not said"; }; }

coached
mux send-keys -t main p
wait_for "How bad"
wait_for "aused"
mux send-keys -t main 3
wait_for "mild ache"
mux send-keys -t main m
wait_for "Marked"
mux send-keys -t main Space
mux send-keys -t main p
wait_for "How bad"
mux send-keys -t main 1
mux send-keys -t main 0
wait_for "status=0"
screen >"$work/last"
says "$work/last" "10 of 10, stop for today"
says "$work/last" "health professional"
says "$work/last" "frozen-fish not completed"
grep -q "live --resume" "$work/last" && fail "it offers to go on after pain of ten"
kill "$simulator" 2>/dev/null
mux kill-session -t main

set -- "$data/sessions"/*.mcap
[ $# -eq 1 ] || fail "not one log"
id=$(basename "$1" .mcap)
"$program" verify "$1" >"$work/out" 2>&1 </dev/null || { cat "$work/out" >&2; fail "the log does not verify"; }
"$program" history last --data-dir "$data" >"$work/out" 2>&1 </dev/null
says "$work/out" "^pain at .*: 3 of 10, frozen-fish"
says "$work/out" "^pain at .*: 10 of 10, frozen-fish"
says "$work/out" "^mark 1 at .*, frozen-fish"
says "$work/out" "frozen-fish: not completed, pain"
[ "$(grep -c '^pain' "$work/out")" -eq 2 ] || fail "a rating was stored as another pain"
"$program" history "$id" --data-dir "$data" --output-format jsonl >"$work/before" </dev/null
"$program" history --rebuild --data-dir "$data" >/dev/null </dev/null
"$program" history "$id" --data-dir "$data" --output-format jsonl >"$work/after" </dev/null
cmp "$work/before" "$work/after" || fail "rebuilding changes it"
"$program" replay "$1" --output-format plain >"$work/out" 2>&1 </dev/null
says "$work/out" "mark 1"
"$program" live --resume --data-dir "$data" --port "$work/none" >"$work/out" 2>&1 </dev/null &&
	fail "a session stopped for pain was taken up"
says "$work/out" "stopped for pain"

# after pain of ten nobody is asked to go on, after q it is told once, and waits for nothing
mkfifo "$work/fifo"
start_tmux 100 30 "$program" live --port "$work/fifo" --exercise frozen-fish --data-dir "$data"
wait_for " quit"
sleep_until=$(($(date +%s) + 2))
while [ "$(date +%s)" -lt $sleep_until ] && ! screen | grep -q "goes on with"; do :; done
screen | grep -q "goes on with" && fail "it offers to go on after pain of ten"
mux send-keys -t main q
wait_for "status="
mux kill-session -t main

# pain of five: smaller, or Enter and this exercise is over
coached
mux send-keys -t main p
wait_for "How bad"
mux send-keys -t main 5
wait_for "Or stop this exercise"
mux send-keys -t main Enter
wait_for "status=0"
screen >"$work/last"
says "$work/last" "frozen-fish not completed"
kill "$simulator" 2>/dev/null
mux kill-session -t main

coached
mux send-keys -t main q
wait_for "status=0"
screen >"$work/last"
says "$work/last" "live --resume"
kill "$simulator" 2>/dev/null
mux kill-session -t main
start_tmux 100 30 "$program" live --port "$work/fifo" --exercise frozen-fish --data-dir "$data"
wait_for "goes on with"
mux send-keys -t main q
wait_for "status="
mux kill-session -t main

# the same keys where the session is told in plain lines, and the terminal is as before
coached plain
mux send-keys -t main p
wait_for "How bad"
wait_for "paused"
mux send-keys -t main Space
mux send-keys -t main p
mux send-keys -t main l
wait_for "status=0"
screen >"$work/last"
says "$work/last" "down a leg: stop now"
cmp -s "$work/modes.before" "$work/modes.after" || fail "the terminal's modes differ"
for log in "$data/sessions"/*.mcap; do
	"$program" verify "$log" >"$work/out" 2>&1 </dev/null || fail "a log does not verify"
done
echo "pain: all as it should be"

#!/bin/sh
# Keys c and b in a live session: the chair's numbers come at once, a counted breath is kept, and the
# log verifies, so both were recorded before they were applied.
#
#   chair.sh PROGRAM
set -u
[ $# -eq 1 ] || { echo "usage: $0 PROGRAM" >&2; exit 2; }
program=$1
. "$(dirname "$0")/lib.sh"

"$program" simulate crocodile-1 --pty --seed 3 --sensor ideal --protocol spinehold >"$work/port" 2>"$work/sim.err" &
sim=$!
trap 'kill $sim 2>/dev/null; clean_up' EXIT
left=100
until [ -s "$work/port" ]; do
	left=$((left - 1))
	[ $left -gt 0 ] || fail "the simulator gave no port"
	timeout 1 tail -f /dev/null
done
port=$(sed -n 's/^.*\(\/dev\/[^ ]*\).*$/\1/p' "$work/port" | head -1)
start_tmux 100 30 "$program" live --port "$port" --exercise crocodile-1 --auto --data-dir "$work/data"
wait_for "45"
wait_for "Breathe in."
mux send-keys -t main c
wait_for "chair"
wait_for "30"
mux send-keys -t main b
mux send-keys -t main q
left=50
until log=$(find "$work/data" -name '*.mcap' | head -1) && [ -n "$log" ] &&
	"$program" verify "$log" --data-dir "$work/data" >"$work/verify" 2>&1; do
	left=$((left - 1))
	[ $left -gt 0 ] || { cat "$work/verify"; fail "the log does not verify"; }
	timeout 0.2 tail -f /dev/null
done
"$program" replay "$log" --speed max --output-format jsonl >"$work/lines"
grep -q '"variant":"chair"' "$work/lines" || fail "no set with the chair's numbers"
grep -q '"warn_deg":22.0,"limit_deg":30.0' "$work/lines" || fail "other numbers than the chair's"

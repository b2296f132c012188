#!/bin/sh
# A session that was cut short is taken up where it stopped: after Ctrl-C and after a kill that
# leaves no time for anything, for sets and for sides; every log verifies, and the results are the
# same when they are made anew from the logs.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"
data=$work/data

# wearer NAME ID OPTIONS...: on a line at many times real time
wearer() {
	n=$1 exercise=$2
	shift 2
	port "$n.sim" "$SH_PROGRAM" simulate "$exercise" --pty --speed 20 "$@"
}

# coach NAME OPTIONS...: live, all in one data folder
coach() {
	n=$1
	shift
	start "$n" "$SH_PROGRAM" live --port "$port" --auto --output-format jsonl --data-dir "$data" "$@"
}

# id_of NAME: the session of a live run, by what its log holds
newest() { ls "$data/sessions" | sort | tail -n 1 | sed 's/\.mcap$//'; }

all_verify() {
	for log in "$data/sessions"/*.mcap; do
		run 0 "verify of $(basename "$log")" verify "$log"
	done
}

# same_rebuilt WHAT: details of all sessions before and after --rebuild
details() {
	for log in "$data/sessions"/*.mcap; do
		"$SH_PROGRAM" history "$(basename "$log" .mcap)" --data-dir "$data" --output-format jsonl </dev/null
	done
}
same_rebuilt() {
	details >"$work/before"
	run 0 "rebuilding ($1)" history --rebuild --data-dir "$data"
	details >"$work/after"
	expect "the details are the same after --rebuild ($1)" cmp "$work/before" "$work/after"
}

run 1 "nothing to take up" live --resume --data-dir "$data"
run 2 "other exercise" live --resume --exercise cat --data-dir "$data"
says "leave out the options"
run 2 "no such session" live --resume 20200101T000000Z-000000 --data-dir "$data"

# --- killed in the second set ------------------------------------------------------------------------
wearer kill frozen-fish --hold 3 --rest 3
coach kill --exercise frozen-fish --hold 3 --rest 3
wait_for "$work/kill.out" '"event":"exercise".*"set":2' || fail "no second set came" "$work/kill.out"
wait_for "$work/kill.out" '"event":"phase".*"move","set":2'
kill -KILL "$id"
wait "$id" 2>/dev/null
kill "$port_id" 2>/dev/null
killed=$(newest)
run 0 "verify of the killed one" verify "$killed" --data-dir "$data"
prints "not closed in order"
run 0 "history of the killed one" history --data-dir "$data"
prints "frozen-fish .* cut"
run 0 "detail of the killed one" history "$killed" --data-dir "$data"
prints "cut: it did not end in order"

sleep_second=$(date +%s) # ids are sorted by their second
while [ "$(date +%s)" = "$sleep_second" ]; do :; done
wearer goon frozen-fish --hold 3 --rest 3 --seed 2
coach goon --resume
ended "$id" 60
[ "$status" -eq 0 ] || fail "the session taken up ended with $status" "$work/goon.err"
kill "$port_id" 2>/dev/null
goon=$(newest)
ends_in_order "$work/goon.out" true
expect "it begins at set 2" sh -c "grep -m 1 '\"event\":\"exercise\"' '$work/goon.out' | grep -q '\"set\":2,\"sets\":3'"
expect "its dose is the old one's" sh -c "grep -m 1 '\"event\":\"exercise\"' '$work/goon.out' | grep -q '\"hold_s\":3,'"
expect "two sets were asked of it" grep -q '"by_side":\[{"side":"both","asked":2,"asked_s":0.0,"done":[0-9]*,"valid":2,' "$work/goon.out"
expect "it says whose it is" grep -q "\"note\":\"takes up $killed\"" "$work/goon.out"
run 0 "detail as JSON" history "$goon" --data-dir "$data" --output-format jsonl
prints "\"resumes\":\"$killed\",\"resumed_by\":null"
prints "\"log_sha256\":\"$(sha256sum "$data/sessions/$goon.mcap" | cut -d ' ' -f 1)\""
run 0 "detail of the old one" history "$killed" --data-dir "$data"
prints "taken up by $goon"
run 0 "replay of the one taken up" replay "$data/sessions/$goon.mcap" --output-format jsonl
expect "its replay equals it" cmp "$work/goon.out" "$work/out"
all_verify
run 1 "nothing is left" live --resume --data-dir "$data"
run 1 "nothing is left of it" live --resume "$goon" --data-dir "$data"
says "nothing left to do"
run 0 "rebuilt after the kill" history --rebuild --data-dir "$data"
run 0 "the killed one is still cut" history --data-dir "$data"
prints "frozen-fish .* cut"
same_rebuilt "kill"

# --- stopped between the sides -----------------------------------------------------------------------
rm -rf "$data"
wearer side crocodile-1 --reps 1 --sets 1 --rest 5
coach side --exercise crocodile-1 --reps 1 --sets 1 --rest 5
wait_for "$work/side.out" '"phase":"switch-side"' || fail "no other side came" "$work/side.out"
kill -INT "$id"
ended "$id"
kill "$port_id" 2>/dev/null
ends_in_order "$work/side.out" false
stopped=$(newest)
sleep_second=$(date +%s)
while [ "$(date +%s)" = "$sleep_second" ]; do :; done
wearer other crocodile-1 --reps 1 --sets 1 --rest 5
start other "$SH_PROGRAM" live --resume last --port "$port" --auto --output-format plain --data-dir "$data"
ended "$id" 60
[ "$status" -eq 0 ] || fail "the other side ended with $status" "$work/other.err"
kill "$port_id" 2>/dev/null
expect "it says what is left" grep -q "^Taking up $stopped: crocodile-1, set 1 of 1, right side; 1 set left" "$work/other.out"
expect "only the right side was asked" grep -q "right: 1 asked" "$work/other.out"
expect "and nothing of the left" grep -q "left: 0 asked" "$work/other.out"
expect "it is completed" grep -q "crocodile-1 completed" "$work/other.out"
all_verify
same_rebuilt "sides"

# --- a store that was lost, and an older one -----------------------------------------------------------
rm -f "$data/results.db"*
run 1 "without results nothing is known of today" live --resume --data-dir "$data"
run 2 "last of nothing" live --resume last --data-dir "$data"
run 0 "rebuilt from nothing" history --rebuild --data-dir "$data"
run 1 "done as before" live --resume --data-dir "$data"
done_here

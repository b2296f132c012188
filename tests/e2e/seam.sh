#!/bin/sh
# The promise of the whole design: a synthetic wearer on a pseudo-terminal is coached live to the
# end, and the log of that session gives the same lines again, byte for byte.
#
#	seam.sh TAMPER      TAMPER: tests/e2e/tamper.c
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
tamper=${1:?usage: seam.sh TAMPER}
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# session NAME ID SIMULATE-OPTIONS... -- LIVE-OPTIONS...: both sides in the background
session() {
	n=$1 exercise=$2
	shift 2
	sim=
	while [ "$1" != -- ]; do
		sim="$sim $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # one word an option
	port "$n.sim" "$SH_PROGRAM" simulate "$exercise" --pty $sim
	listen "$n" "$port" --exercise "$exercise" "$@"
}

# completes NAME ID SECONDS: it ends by itself, completed, and nothing was lost on the way
completes() {
	ended "$id" "$3"
	[ "$status" -eq 0 ] || fail "live $1 ended with $status" "$work/$1.err"
	[ ! -s "$work/$1.err" ] || fail "live $1 has something to say on stderr" "$work/$1.err"
	ends_in_order "$work/$1.out" true
	expect "$1 is of the exercise" grep -q "\"event\":\"result\".*\"exercise\":\"$2\"" "$work/$1.out"
	[ "$1" = wit ] || # without a clock of its own, a sender that is late has lost something
		expect "$1 lost nothing" grep -q '"event":"summary".*"gaps":0,"bad_frames":0' "$work/$1.out"
	kill "$port_id" 2>/dev/null # it would perform the way home to nobody
	ended "$port_id"
	same_by_replay "$1"
}

# in_history NAME ID: listed, and the same when the results are made anew from the logs
in_history() {
	run 0 "history of $1" history --data-dir "$work/$1.data"
	prints "$2 .* yes"
	run 0 "history of $1 as JSON lines" history --data-dir "$work/$1.data" --output-format jsonl
	prints "\"session\":\"$(basename "$log" .mcap)\".*\"results\":\[{\"exercise\":\"$2\".*\"completed\":true"
	cp "$work/out" "$work/before"
	run 0 "history of $1 rebuilt" history --rebuild --data-dir "$work/$1.data" --output-format jsonl
	expect "history of $1 is the same after --rebuild" cmp "$work/before" "$work/out"
	rm -f "$work/$1.data/results.db"*
	run 0 "history of $1 from nothing" history --rebuild --data-dir "$work/$1.data" --output-format jsonl
	expect "history of $1 is the same without its database" cmp "$work/before" "$work/out"
}

# WitMotion carries no time of its own, so it plays in real time, beside the others. Neither protocol
# nor baud rate is told.
session wit frozen-fish --protocol witmotion --sets 1 --hold 3 --rest 1 -- --sets 1 --hold 3 --rest 1
wit_id=$id wit_port_id=$port_id

for exercise in frozen-fish crocodile-1 cat; do
	session "$exercise" "$exercise" --speed max --
	completes "$exercise" "$exercise" 60
	in_history "$exercise" "$exercise"
done

# other doses, another wearer, another sensor, another way to wear it
session fast frozen-fish --speed max --seed 7 --hold 5 --sets 2 --rest 8 -- --hold 5 --sets 2 --rest 8
completes fast frozen-fish 60
session few crocodile-1 --speed max --sensor wt901 --sets 1 --reps 2 --mount +z,-y,+x -- \
	--sets 1 --reps 2 --mount +z,-y,+x
completes few crocodile-1 60
session short cat --speed max --seed 3 --duration 40 --sensor ideal -- --duration 40 --angles 5
completes short cat 60
expect "angles were asked for" grep -q '"event":"angles"' "$work/short.out"

# --- verify notices what it must --------------------------------------------------------------
only_log frozen-fish
whole=$log
"$tamper" "$whole" "$work/same.mcap" nothing 0 || fail "tamper cannot copy a log"
run 0 "a copied log" verify "$work/same.mcap"

for change in "change-event 9" "drop-event 9" "drop-bytes 20"; do
	rm -f "$work/changed.mcap"
	# shellcheck disable=SC2086 # two words
	"$tamper" "$whole" "$work/changed.mcap" $change || fail "tamper cannot $change"
	run 1 "a log with $change" verify "$work/changed.mcap"
	says "line "
	says "differs"
done

# a log that was cut off is a shorter session: still good, and said to be cut
size=$(wc -c <"$whole")
for part in 90 60 30; do
	head -c "$((size * part / 100))" "$whole" >"$work/cut.mcap"
	run 0 "a log of which $part % are left" verify "$work/cut.mcap"
	prints "not closed in order"
	run 0 "replay of $part % of a log" replay "$work/cut.mcap" --output-format jsonl
	says "warning: "
	ends_in_order "$work/out" false
done

# a byte changed in the middle: played around, and verify does not call it equal unless it is
{
	head -c "$((size / 2))" "$whole"
	printf '\377\376\375\374'
	tail -c +"$((size / 2 + 5))" "$whole"
} >"$work/broken.mcap"
run 0 "replay of a log with a damaged chunk" replay "$work/broken.mcap" --output-format jsonl
says "warning: $work/broken.mcap@"
checks=$((checks + 1))
"$SH_PROGRAM" verify "$work/broken.mcap" >"$work/out" 2>"$work/err" </dev/null
status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 1 ] || fail "verify of a damaged log: $status" "$work/err"
[ "$status" -eq 0 ] || said_properly 1 "$work/err" || fail "verify of a damaged log" "$work/err"

run 3 "verify of something else" verify "$SH_SOURCE_DIR/CMakeLists.txt"
run 3 "verify of an id that is not there" verify 20200101T000000Z-000000 --data-dir "$work/fast.data"

# --- a command is part of the session -----------------------------------------------------------
port stopped.sim "$SH_PROGRAM" simulate frozen-fish --pty --speed 60
listen stopped "$port" --exercise frozen-fish
wait_for "$work/stopped.out" '"phase":"hold"' || fail "no hold came" "$work/stopped.out"
kill -INT "$id"
ended "$id"
[ "$status" -eq 0 ] || fail "live ended with $status after SIGINT" "$work/stopped.err"
kill "$port_id" 2>/dev/null
ends_in_order "$work/stopped.out" false
same_by_replay stopped
"$tamper" "$log" "$work/uncommanded.mcap" drop-command 1 || fail "there is no command in the log"
run 1 "a log without its command" verify "$work/uncommanded.mcap"
run 0 "history of a session that was stopped" history --data-dir "$work/stopped.data"
prints "frozen-fish .* no"

# On a machine with too much to do its samples come late, which is a gap, which can end a hold: then
# it has a second try. What it printed must be the same in the replay in any case.
id=$wit_id port_id=$wit_port_id
wait_for "$work/wit.out" '"event":"summary"' 40
if [ "$(field completed "$work/wit.out")" = false ] && grep -q '"event":"gap"' "$work/wit.out"; then
	same_by_replay wit
	kill "$port_id" 2>/dev/null
	rm -rf "$work/wit.data"
	session wit frozen-fish --protocol witmotion --sets 1 --hold 3 --rest 1 -- --sets 1 --hold 3 --rest 1
fi
completes wit frozen-fish 40
in_history wit frozen-fish
done_here

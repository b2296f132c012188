#!/bin/sh
# Every exercise from `simulate` to `result`: into a file, and over a pseudo-terminal into
# `live --auto` with its own device clock, faster than real time; every log verifies.
#
#	eighteen.sh [ID...]     only these; SH_SPEED for another speed than max
#
# Needs SH_PROGRAM and SH_SOURCE_DIR. Two live sessions run side by side.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"
speed=${SH_SPEED-max}
ids=$*
: "${ids:=rolls knee-hug wall-legs forehead-to-knee cat cat-side-turns pillow-rest fish-lifts frozen-fish
curl-tilts oblique-raise crocodile-1 crocodile-2 chair-slope pillow-arch ball-roller full-breathing rest}"

# The catalog has these and no others: one that is added must be performed here too.
known() {
	run 0 "catalog list" catalog list
	for id in $ids; do
		prints "^$id  *"
	done
	[ "$(grep -c '^[a-z][a-z0-9-]*  *[A-Z]' "$work/out")" -eq "$1" ] || fail "not $1 exercises in the catalog" "$work/out"
}

# to_file ID: a session log that completes, replayed as it is written, and verified
to_file() {
	run 0 "simulate $1 to a file" simulate "$1" --output "$work/$1.mcap"
	run 0 "replay of $1 from a file" replay "$work/$1.mcap" --output-format jsonl
	ends_in_order "$work/out" true
	run 0 "verify of $1 from a file" verify "$work/$1.mcap"
}

# begin ID: both sides in the background; ids in $live_id and $sim_id
begin() {
	port "$1.sim" "$SH_PROGRAM" simulate "$1" --pty --speed "$speed"
	sim_id=$port_id
	listen "$1" "$port" --exercise "$1"
	live_id=$id
}

# complete ID LIVE-ID SIM-ID: ends by itself in 60 s, completed, nothing lost, verified
complete() {
	ended "$2" 60
	[ "$status" -eq 0 ] || fail "live $1 ended with $status" "$work/$1.err"
	[ ! -s "$work/$1.err" ] || fail "live $1 has something to say on stderr" "$work/$1.err"
	ends_in_order "$work/$1.out" true
	expect "$1 is of the exercise" grep -q "\"event\":\"result\".*\"exercise\":\"$1\"" "$work/$1.out"
	expect "$1 lost nothing" grep -q '"event":"summary".*"gaps":0,"bad_frames":0' "$work/$1.out"
	kill "$3" 2>/dev/null # it would perform the way home to nobody
	ended "$3"
	same_by_replay "$1"
	rm -rf "$work/$1.data"
}

[ $# -gt 0 ] || known 18
for id in $ids; do
	to_file "$id"
	rm -f "$work/$id.mcap"
done
before=
for exercise in $ids; do
	begin "$exercise"
	# shellcheck disable=SC2086 # three words
	[ -z "$before" ] || complete $before
	before="$exercise $live_id $sim_id"
done
# shellcheck disable=SC2086
[ -z "$before" ] || complete $before
done_here

#!/bin/sh
# Two sensors from end to end: the curve is judged, live and replayed alike, by the catalog's numbers
# for two; the wearer's own truth is met; an exercise with one sensor is as ever.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# truth KIND FILE: how many of this kind
truth() { grep -c "\"truth\":\"$1\"" "$2"; }

# recorded NAME ID OPTIONS...: simulated to a file, replayed
recorded() {
	n=$1 exercise=$2
	shift 2
	run 0 "simulate $n" simulate "$exercise" --sensors 2 --output "$work/$n.csv" --truth "$work/$n.jsonl" "$@"
	run 0 "replay of $n" replay "$work/$n.csv" --exercise "$exercise" --output-format jsonl \
		$(echo "$*" | sed 's/--seed [0-9]*//; s/--fault [a-z0-9-]*//; s/--sensor [a-z0-9]*//')
	prints '"quantity":"curve"'
	prints '"completed":true'
}

for seed in 1 2 3; do
	recorded "fish$seed" fish-lifts --sets 1 --seed $seed
	expect "fish-lifts $seed: as many repetitions as were done" [ "$(field reps_ok "$work/out")" -eq 5 ]
	recorded "hug$seed" knee-hug --hold 20 --seed $seed
	expect "knee-hug $seed: the hold is valid" [ "$(field valid_hold_s "$work/out")" = 20.0 ]
	expect "knee-hug $seed: the truth says so" [ "$(truth hold "$work/hug$seed.jsonl")" -eq 1 ]
	recorded "turns$seed" crocodile-1 --seed $seed
	expect "crocodile $seed: all repetitions" [ "$(field reps_ok "$work/out")" -eq 6 ]
done

# the exercise line has the numbers of two sensors: a twist of 2 to 5 degrees, not a roll of 8 to 25
expect "the bands are those of two sensors" grep -q '"target_deg":\[2.0,5.0\]' "$work/out"

# hips that rock without the back rounding: one sensor is fooled, two are not
run 0 "rocking hips, simulated" simulate cat --duration 40 --sensors 2 --fault hips-rock --output "$work/rock.csv"
run 0 "rocking hips with two sensors" replay "$work/rock.csv" --exercise cat --duration 40 --output-format jsonl
prints_not '"event":"rep"'

# what a limit is for: over it, and told
run 0 "too deep, simulated" simulate curl-tilts --sets 1 --sensors 2 --fault over-limit --output "$work/deep.csv"
run 0 "too deep with two sensors" replay "$work/deep.csv" --exercise curl-tilts --sets 1 --output-format jsonl
prints '"kind":"limit","state":"on"'
prints '"limit_deg":38.0'

# live on a line, and the log gives the same again
port two.sim "$SH_PROGRAM" simulate cat --pty --speed max --sensors 2 --duration 30
listen two "$port" --exercise cat --duration 30
ended "$id" 60
[ "$status" -eq 0 ] || fail "live with two sensors ended with $status" "$work/two.err"
kill "$port_id" 2>/dev/null
ends_in_order "$work/two.out" true
expect "live judges the curve" grep -q '"quantity":"curve"' "$work/two.out"
same_by_replay two

run 0 "angles of two sensors" replay "$work/rock.csv" --exercise cat --duration 40 --angles 2 --output-format jsonl
prints '"event":"angles".*"zone":.*"round_sigma_deg":0\.[0-9],"twist_sigma_deg":0\.[0-9],"side_sigma_deg":'

# one sensor, and no exercise
run 0 "one sensor" simulate cat --duration 20 --output "$work/one.csv"
run 0 "one sensor" replay "$work/one.csv" --exercise cat --duration 20 --output-format jsonl
prints '"quantity":"tilt"'
run 0 "two sensors without an exercise" replay "$work/rock.csv" --output-format jsonl
prints '"quantity":"tilt"'

done_here

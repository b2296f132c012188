#!/bin/sh
# Programmes from end to end: half an hour by the simulated wearer into a log and into the history, twice
# the same; live on a pseudo-terminal to the end; recordings of other kinds; and what is refused.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# ids NAME: the exercises of a file of lines, in the order of their results
ids() { grep '"event":"result"' "$1" | sed 's/.*"exercise":"\([^"]*\)".*/\1/' | tr '\n' ' '; }

# ends_once FILE N: the last line is the summary, there is one, and it counts N exercises
ends_once() {
	checks=$((checks + 1))
	[ "$(grep -c '"event":"summary"' "$1")" -eq 1 ] &&
		tail -n 1 "$1" | grep -q "\"event\":\"summary\".*\"exercises\":$2," &&
		[ "$(grep -c '"event":"result"' "$1")" -eq "$2" ] ||
		fail "$1 does not end with a summary of $2 exercises" "$1"
}

full_order="full-breathing cat cat-side-turns rolls knee-hug forehead-to-knee wall-legs crocodile-1 rest fish-lifts frozen-fish curl-tilts oblique-raise pillow-arch full-breathing "

# --- list, show, check ---------------------------------------------------------------------------
run 0 "list" programme list
for name in full gentle twist strength; do
	run 0 "list" programme list
	prints "^$name  *.* minutes"
	run 0 "show $name" programme show "$name"
	prints "($name), about [0-9]* minutes"
	prints "worn where each exercise asks"
	expect "show $name fits 80 columns" awk 'length($0) > 80 { exit 1 }' "$work/out"
	run 0 "check of $name" programme check "$SH_SOURCE_DIR/src/catalog/programmes/$name.yaml"
	prints "ok, [0-9]* steps, about [0-9]* minutes"
	says "warning: "
	says "the sensor has to be moved"
done
printf 'version: 1\nid: mine\ntitle: Mine\nsteps:\n  - exercise: knee-hug\n  - exercise: fish-lifts\n' \
	>"$work/mine.yaml"
run 0 "check of one that could be better" programme check "$work/mine.yaml"
says "mine.yaml:5: there is no twisting in it"
says "mine.yaml:6: fish-lifts comes after 120 s of held rounding"
says "moved 1 time: L1 for fish-lifts"
printf 'version: 1\nid: mine\ntitle: Mine\nsteps:\n  - exercise: frozen-fish\n    limits: {arch: {limit: 30}}\n' \
	>"$work/raised.yaml"
run 3 "a raised limit" programme check "$work/raised.yaml"
says "raised.yaml:6: arch: limit is 30, above the catalog's 18"
run 3 "a raised limit, shown" programme show "$work/raised.yaml"
run 3 "a raised limit, done" live --programme "$work/raised.yaml" --port /dev/null --data-dir "$work/no.data"
run 3 "a file that is not there" programme check "$work/none.yaml"
run 2 "a name that is not known" programme show ful
says "did you mean 'full'?"
run 2 "no word" programme
run 2 "a wrong word" programme fetch full
run 2 "too little" programme show
run 2 "too much" programme list full
run 2 "an exercise beside it" simulate cat --programme full --output "$work/x.csv"
run 2 "a dose beside it" simulate --programme full --hold 5 --output "$work/x.csv"
run 2 "a variant beside it" live --programme full --variant pillow --port /dev/null
run 2 "an exercise beside it, live" live --programme full --exercise cat --port /dev/null
sed 's/^steps/sensors: 2\nsteps/' "$work/mine.yaml" >"$work/two.yaml"
run 0 "one for two sensors" programme check "$work/two.yaml"
run 2 "one for two sensors, done" simulate --programme "$work/two.yaml" --output "$work/x.csv"
says "for two sensors"

# --- half an hour, unattended, into the history ------------------------------------------------------
mkdir -p "$work/half.data/sessions"
run 0 "half an hour" simulate --programme full --output "$work/half.data/sessions/half.mcap" \
	--truth "$work/half.truth"
run 0 "the same half hour" simulate --programme full --output "$work/again.mcap" --truth "$work/again.truth"
expect "same seed, same log" cmp "$work/half.data/sessions/half.mcap" "$work/again.mcap"
expect "same seed, same truth" cmp "$work/half.truth" "$work/again.truth"
expect "same seed, same angles" cmp "$work/half.truth.csv" "$work/again.truth.csv"
expect "the truth names the programme" grep -q '"truth":"header".*"programme":"full"' "$work/half.truth"
expect "the truth names the steps" grep -q '"truth":"step".*"n":4,"exercise":"rolls"' "$work/half.truth"
run 0 "replay of half an hour" replay "$work/again.mcap" --output-format jsonl
cp "$work/out" "$work/half.out"
ends_once "$work/half.out" 15
expect "in the order of the programme" [ "$(ids "$work/half.out")" = "$full_order" ]
expect "it is half an hour" awk -F '"t":' '/"event":"summary"/ { t = $2 + 0 } END { exit !(t > 1500 && t < 2400) }' \
	"$work/half.out"
expect "nobody was over a limit" [ "$(grep -c '"kind":"limit"' "$work/half.out")" -eq 0 ]
# what the coach cannot see it does not count; everything else is done
for exercise in full-breathing cat rolls knee-hug forehead-to-knee wall-legs crocodile-1 rest fish-lifts \
	frozen-fish curl-tilts oblique-raise pillow-arch; do
	expect "$exercise is completed" grep -q "\"exercise\":\"$exercise\".*\"completed\":true" "$work/half.out"
done
if grep -q '"exercise":"cat-side-turns".*"completed":true' "$work/half.out"; then
	turns_are_seen=yes
else
	turns_are_seen=no
fi
run 0 "replay of half an hour, again" replay "$work/again.mcap" --output-format jsonl
expect "the replays are the same" cmp "$work/half.out" "$work/out"
run 0 "verify of half an hour" verify "$work/again.mcap"
prints "replay equals the session"
run 0 "history of half an hour" history --rebuild --data-dir "$work/half.data"
for exercise in $full_order; do
	prints "$exercise  *.*synthetic"
done
run 0 "history of half an hour as JSON lines" history --data-dir "$work/half.data" --output-format jsonl
expect "fifteen results of one session" [ "$(grep -o '"valid_hold_s"' "$work/out" | wc -l)" -eq 15 ]
run 0 "another wearer" simulate --programme full --seed 2 --output "$work/other.mcap"
expect "another seed, another log" sh -c '! cmp -s "$1" "$2"' sh "$work/other.mcap" "$work/again.mcap"

# --- a log brings its programme with it -----------------------------------------------------------
cp "$SH_SOURCE_DIR/src/catalog/programmes/twist.yaml" "$work/own.yaml"
sed -i.was 's/hold: 30/hold: 20/' "$work/own.yaml"
run 0 "one of somebody's own" simulate --programme "$work/own.yaml" --output "$work/own.mcap"
rm "$work/own.yaml"
run 0 "replay without its file" replay "$work/own.mcap" --output-format jsonl
ends_once "$work/out" 10
expect "its own dose" grep -q '"event":"exercise".*"id":"knee-hug".*"hold_s":20' "$work/out"
run 0 "verify without its file" verify "$work/own.mcap"
run 2 "another programme for a log" replay "$work/own.mcap" --programme full
says "leave those options out"
sed 's/title: Soft/title: Loft/' "$work/own.mcap" >"$work/damaged.mcap"
run 0 "a log whose programme is damaged" replay "$work/damaged.mcap" --output-format jsonl
says "warning: $work/damaged.mcap@"
prints '"event":"summary".*"exercises":0,'
run 1 "verify of it" verify "$work/damaged.mcap"
expect "no path of this machine is in the log" sh -c '! grep -qa "$1" "$2"' sh "$work" "$work/own.mcap"

# --- a recording that carries none ----------------------------------------------------------------
run 0 "a CSV" simulate --programme strength --output "$work/strength.csv" --sensor ideal
run 0 "a CSV, replayed" replay "$work/strength.csv" --programme strength --output-format jsonl
ends_once "$work/out" 10
expect "a CSV: all completed" sh -c '! grep "\"event\":\"result\"" "$1" | grep -q "completed\":false"' sh "$work/out"
run 0 "a CSV, replayed in words" replay "$work/strength.csv" --programme strength --output-format plain

# --- live ------------------------------------------------------------------------------------------
port strength.sim "$SH_PROGRAM" simulate --programme strength --pty --speed max
listen strength "$port" --programme strength
ended "$id" 120
[ "$status" -eq 0 ] || fail "live ended with $status" "$work/strength.err"
[ ! -s "$work/strength.err" ] || fail "live has something to say on stderr" "$work/strength.err"
kill "$port_id" 2>/dev/null # it would go on to nobody
ended "$port_id"
ends_once "$work/strength.out" 10
expect "live: all completed" sh -c '! grep "\"event\":\"result\"" "$1" | grep -q "completed\":false"' sh \
	"$work/strength.out"
expect "nothing was lost" grep -q '"event":"summary".*"gaps":0,"bad_frames":0' "$work/strength.out"
same_by_replay strength
run 0 "history of live" history --data-dir "$work/strength.data"
for exercise in full-breathing knee-hug crocodile-1 rest fish-lifts frozen-fish curl-tilts oblique-raise pillow-rest; do
	prints "$exercise .* yes"
done
run 0 "history of live as JSON lines" history --data-dir "$work/strength.data" --output-format jsonl
cp "$work/out" "$work/before"
run 0 "history of live rebuilt" history --rebuild --data-dir "$work/strength.data" --output-format jsonl
expect "the same after --rebuild" cmp "$work/before" "$work/out"
run 0 "export of live" export "$log" --output "$work/live.csv"

# Half an hour of it. A coach that cannot see the cat's turns waits for somebody to press Enter, and on a
# line there is nobody.
if [ $turns_are_seen = yes ]; then
	port full.sim "$SH_PROGRAM" simulate --programme full --pty --speed max
	listen full "$port" --programme full
	ended "$id" 240
	[ "$status" -eq 0 ] || fail "live ended with $status" "$work/full.err"
	kill "$port_id" 2>/dev/null
	ends_once "$work/full.out" 15
	expect "live, half an hour: in order" [ "$(ids "$work/full.out")" = "$full_order" ]
	expect "live, half an hour: all completed" \
		sh -c '! grep "\"event\":\"result\"" "$1" | grep -q "completed\":false"' sh "$work/full.out"
	same_by_replay full
	run 0 "history of half an hour live" history --data-dir "$work/full.data"
	prints "cat-side-turns .* yes"
fi

# --- stopped in the middle: what was done is there, what was not is not claimed ----------------------
port stopped.sim "$SH_PROGRAM" simulate --programme strength --pty --speed 200
listen stopped "$port" --programme strength
wait_for "$work/stopped.out" '"exercise","t".*"id":"knee-hug"' || fail "it did not go on" "$work/stopped.out"
kill -INT "$id"
ended "$id"
[ "$status" -eq 0 ] || fail "live ended with $status after SIGINT" "$work/stopped.err"
kill "$port_id" 2>/dev/null
expect "the first is completed" grep -q '"exercise":"full-breathing".*"completed":true' "$work/stopped.out"
expect "and nothing after the second" [ "$(grep -c '"event":"result"' "$work/stopped.out")" -le 2 ]
same_by_replay stopped
done_here

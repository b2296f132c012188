#!/bin/sh
# What goes wrong around a live session: noise, an unplugged sensor, signals, kills, a full or
# forbidden disk, readers that leave. Each time the session ends in order, says one clear line where
# something failed, and nothing that was recorded is lost.
#
#	faults.sh FEED      FEED: tests/e2e/feed.c
#
# Needs SH_PROGRAM and SH_SOURCE_DIR. Parts that need root or another user say so and are left out.
set -u
feed=${1:?usage: faults.sh FEED}
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# what live NAME left behind: exit status, stderr, stdout, log
failed_in_order() {
	checks=$((checks + 1))
	[ "$status" -eq 1 ] || fail "live $1 ended with $status instead of 1" "$work/$1.err"
	said_properly 1 "$work/$1.err" || fail "live $1: not one proper line on stderr" "$work/$1.err"
	ends_in_order "$work/$1.out" false
	same_by_replay "$1"
}

ended_quietly() {
	checks=$((checks + 1))
	[ "$status" -eq 0 ] || fail "live $1 ended with $status" "$work/$1.err"
	[ ! -s "$work/$1.err" ] || fail "live $1 has something to say on stderr" "$work/$1.err"
	ends_in_order "$work/$1.out" "$2"
	same_by_replay "$1"
}

says_of() { expect "live $1 says what" grep -qF -- "$2" "$work/$1.err"; }

dose="--hold 6 --sets 1"
stream=$work/stream
# shellcheck disable=SC2086
"$SH_PROGRAM" simulate frozen-fish $dose --protocol spinehold --output "$stream" </dev/null ||
	fail "no stream to be had"
size=$(wc -c <"$stream")
middle=$((size * 2 / 5)) # in the middle of the hold
early=$((size / 6))      # after the neutral, before the movement

fish() {
	n=$1
	shift
	# shellcheck disable=SC2086
	listen "$n" "$port" --exercise frozen-fish $dose "$@"
}

# --- the slow ones first, beside the others: 10 s of patience, 3 s of silence ----------------------
# unplugged in the middle of a frame and never back, although it had a name under which it could be
port unplugged.feed "$feed" --link "$work/ttyB" "$stream:0:$((middle + 7))" taken
unplugged_feed=$port_id
fish unplugged
unplugged=$id

# unplugged in the middle of a frame; another device takes its place
port replugged.feed "$feed" --link "$work/ttyA" "$stream:0:$((early + 7))" taken hangup:900 \
	"$stream:$((early + 2000)):" taken hold
replugged_feed=$port_id
fish replugged
replugged=$id

# silent for 3 s, during which 2000 bytes go missing, the port still there
port silent.feed "$feed" "$stream:0:$early" taken pause:3000 "$stream:$((early + 2000)):" taken hold
silent_feed=$port_id
fish silent
silent=$id

# never a byte
port mute.feed "$feed" hold
mute_feed=$port_id
fish mute
mute=$id

# A pseudo-terminal without another name cannot come back: its number belongs to the next one that is
# opened, here to a stranger who is not to be listened to.
port gone.feed "$feed" "$stream:0:$((middle + 7))" taken
fish gone
gone=$port gone_id=$id
ended "$port_id"
wait_for "$work/gone.out" '"kind":"signal"' || fail "the end is not noticed" "$work/gone.out"
for i in 1 2 3 4 5 6 7 8; do # until one has got the number
	port "stranger$i.feed" "$feed" "$stream" taken hold
	strangers="${strangers-} $port_id"
	[ "$port" != "$gone" ] || break
done
[ "$port" = "$gone" ] || echo "left out: no stranger has got the number of the one who left"
ended "$gone_id"
failed_in_order gone
says_of gone "$gone"
for id in $strangers; do
	kill "$id" 2>/dev/null
	ended "$id"
done

# --- noise ----------------------------------------------------------------------------------------
gzip -9n <"$SH_SOURCE_DIR/src/catalog/exercises.yaml" | head -c 5000 >"$work/noise"
port noise.feed "$feed" "$work/noise" "$stream" taken hold
fish noise
ended "$id"
ended_quietly noise true
ended "$port_id"
expect "the noise was counted" grep -q '"event":"summary".*"bad_frames":[1-9]' "$work/noise.out"

head -c 3000 "$work/noise" >"$work/more"
port between.feed "$feed" "$stream:0:$middle" "$work/more" "$stream:$middle:" taken hold
fish between
ended "$id"
ended_quietly between true
ended "$port_id"

# --- a FIFO, and standard input when it is asked for -------------------------------------------------
mkfifo "$work/fifo"
fish fifo --port "$work/fifo"
cat "$stream" >"$work/fifo" &
started="$started $!"
ended "$id"
ended_quietly fifo true
checks=$((checks + 1))
# shellcheck disable=SC2086
timeout 20 "$SH_PROGRAM" live --port - --exercise frozen-fish $dose --data-dir "$work/stdin.data" \
	--output-format jsonl <"$stream" >"$work/stdin.out" 2>"$work/stdin.err"
status=$?
ended_quietly stdin true

# --- signals --------------------------------------------------------------------------------------
for signal in INT TERM HUP; do
	port "$signal.feed" "$feed" "$stream:0:$middle" taken hold
	fish "$signal"
	wait_for "$work/$signal.out" '"phase":"hold"' || fail "no hold came" "$work/$signal.out"
	kill "-$signal" "$id"
	ended "$id"
	ended_quietly "$signal" false
	ended "$port_id"
done

# --- killed ----------------------------------------------------------------------------------------
# What replay gives of a killed session's log is what the session printed, up to the end of the data.
agrees_with_what_was_printed() {
	last=$(tail -n 1 "$work/out" | sed 's/.*"t":\([0-9.]*\),.*/\1/')
	sed -n "/\"t\":$last,/q;p" "$work/out" >"$work/replayed"
	lines=$(wc -l <"$work/replayed")
	printed=$(wc -l <"$work/$1.out")
	[ "$lines" -le "$printed" ] || lines=$printed
	head -n "$lines" "$work/replayed" >"$work/a"
	head -n "$lines" "$work/$1.out" >"$work/b"
	expect "the log of $1 agrees with what it printed" cmp "$work/a" "$work/b"
}

for moment in '"event":"session"' '"event":"neutral"' '"phase":"hold"' '"phase":"rest"'; do
	name=killed-$(echo "$moment" | tr -cd 'a-z')
	port "$name.sim" "$SH_PROGRAM" simulate frozen-fish --hold 3 --pty --speed 6
	listen "$name" "$port" --exercise frozen-fish --hold 3
	wait_for "$work/$name.out" "$moment" || fail "$moment did not come" "$work/$name.out"
	sleep 0.1
	kill -KILL "$id"
	ended "$id" 2>/dev/null
	kill "$port_id" 2>/dev/null
	only_log "$name"
	run 0 "replay after a kill at $moment" replay "$log" --output-format jsonl
	says "warning: "
	if [ -s "$work/out" ]; then
		ends_in_order "$work/out" false
		agrees_with_what_was_printed "$name"
	fi
	run 0 "verify after a kill at $moment" verify "$log"
	run 0 "history after a kill" history --data-dir "$work/$name.data"
	prints "cut"
	run 0 "history anew after a kill" history --rebuild --data-dir "$work/$name.data"
	[ ! -s "$work/replayed" ] || prints "frozen-fish"
done
expect "the last kill left most of the session" test "$lines" -ge 6

# --- ports that cannot be had ------------------------------------------------------------------------
cannot() {
	run 1 "$1" live --port "$2" --exercise cat --data-dir "$work/no.data" --output-format jsonl
	says "$2"
	expect "$1 leaves no log behind" test ! -e "$work/no.data/sessions"
}
cannot "a port that is not there" "$work/ttyNONE"
run 2 "a folder as port" live --port "$work" --exercise cat --data-dir "$work/no.data"
says "$work"
run 2 "a recording as port" live --port "$stream" --exercise cat --data-dir "$work/no.data"
says "replay"
run 1 "a USB device that is not there" live --usb nobody-has-this --data-dir "$work/no.data"

port busy.feed "$feed" "$stream:0:$middle" taken hold
fish busy
wait_for "$work/busy.out" '"phase":"move"' || fail "the first live does not run" "$work/busy.err"
run 1 "a second live on the same port" live --port "$port" --exercise cat --data-dir "$work/no.data"
says "$port"
expect "the first live goes on" kill -0 "$id"
kill -TERM "$id"
ended "$id"
ended_quietly busy false

# --- the disk ---------------------------------------------------------------------------------------
# more than a file may hold, in the middle of the session: the log is kept up to there
port full.sim "$SH_PROGRAM" simulate frozen-fish --pty --speed max
full=$port
# shellcheck disable=SC2016
start full sh -c 'ulimit -f 300 && exec "$0" "$@"' "$SH_PROGRAM" live --port "$full" --auto \
	--exercise frozen-fish --output-format jsonl --data-dir "$work/full.data"
ended "$id"
kill "$port_id" 2>/dev/null
checks=$((checks + 1))
[ "$status" -eq 1 ] && said_properly 1 "$work/full.err" || fail "live on a full disk: $status" "$work/full.err"
ends_in_order "$work/full.out" false
only_log full
expect "a full disk is filled" test "$(wc -c <"$log")" -gt 60000
run 0 "verify of a log on a full disk" verify "$log"
run 0 "replay of a log on a full disk" replay "$log" --output-format jsonl
ends_in_order "$work/out" false
agrees_with_what_was_printed full

# results that cannot be stored are made again from the log
mkdir -p "$work/damaged.data"
head -c 5000 "$stream" >"$work/damaged.data/results.db"
port damaged.feed "$feed" "$stream" taken hold
fish damaged
ended "$id"
checks=$((checks + 1))
[ "$status" -eq 0 ] && said_properly 0 "$work/damaged.err" && [ -s "$work/damaged.err" ] ||
	fail "live beside damaged results: $status" "$work/damaged.err"
ends_in_order "$work/damaged.out" true
same_by_replay damaged
run 1 "history of damaged results" history --data-dir "$work/damaged.data"
says "results.db"
mv "$work/damaged.data/results.db" "$work/aside"
run 0 "history made again" history --rebuild --data-dir "$work/damaged.data"
prints "frozen-fish .* yes"

: >"$work/file"
port nowhere.feed "$feed" hold
nowhere_feed=$port_id
for dir in "$work/file" "$work/file/below" /proc/nowhere; do
	run 1 "a data folder that cannot be" live --port "$port" --exercise cat --data-dir "$dir"
	says "$dir"
done
mkdir "$work/locked"
chmod 555 "$work/locked"
if [ "$(id -u)" -ne 0 ]; then
	run 1 "a read-only data folder" live --port "$port" --exercise cat --data-dir "$work/locked"
	says "$work/locked"
	mkfifo -m 0 "$work/forbidden"
	cannot "a forbidden port" "$work/forbidden"
elif setpriv --reuid=65534 --regid=65534 --clear-groups "$SH_PROGRAM" --version >/dev/null 2>&1; then
	# as nobody; run() takes the program from SH_PROGRAM, so it gets one that changes the user
	root_program=$SH_PROGRAM
	cat >"$work/as_nobody" <<-END
		#!/bin/sh
		exec setpriv --reuid=65534 --regid=65534 --clear-groups "$root_program" "\$@"
	END
	chmod 755 "$work" "$work/as_nobody"
	mkfifo -m 0 "$work/forbidden"
	mkfifo -m 666 "$work/allowed"
	SH_PROGRAM=$work/as_nobody
	run 1 "a read-only data folder" live --port "$work/allowed" --exercise cat --data-dir "$work/locked"
	says "$work/locked"
	cannot "a forbidden port" "$work/forbidden"
	says "ermi" # permission, permitted
	SH_PROGRAM=$root_program
else
	echo "left out: no other user can be had, so nothing is forbidden to us"
fi

# --- readers that leave, closed descriptors -----------------------------------------------------------
kill "$nowhere_feed" 2>/dev/null
port left.feed "$feed" "$stream" taken hold
checks=$((checks + 1))
# shellcheck disable=SC2086
{
	timeout 20 "$SH_PROGRAM" live --port "$port" --exercise frozen-fish $dose --auto \
		--output-format jsonl --data-dir "$work/left.data" </dev/null 2>"$work/left.err"
	echo $? >"$work/left.status"
} | head -n 1 >"$work/left.out"
[ "$(cat "$work/left.status")" -eq 0 ] || fail "live into head: $(cat "$work/left.status")" "$work/left.err"
[ ! -s "$work/left.err" ] || fail "live into head is not quiet" "$work/left.err"
[ "$(wc -l <"$work/left.out")" -eq 1 ] || fail "head got no line" "$work/left.out"
only_log left
run 0 "verify of a session whose reader left" verify "$log"
run 0 "replay of a session whose reader left" replay "$log" --output-format jsonl
expect "its first line is the same" sh -c 'head -n 1 "$1" | cmp - "$2"' sh "$work/out" "$work/left.out"
for args in "replay $log" "history --data-dir $work/left.data" "export $log" "demo --output-format jsonl" \
	"simulate cat --output -"; do
	checks=$((checks + 1))
	# shellcheck disable=SC2086
	{
		timeout 20 "$SH_PROGRAM" $args </dev/null 2>"$work/left.err"
		echo $? >"$work/left.status"
	} | head -c 1 >/dev/null
	[ "$(cat "$work/left.status")" -eq 0 ] || fail "$args into head: $(cat "$work/left.status")" "$work/left.err"
	[ ! -s "$work/left.err" ] || fail "$args into head is not quiet" "$work/left.err"
done

# closed from the start: no file of ours may take their place
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	name=closed$(printf %s "$closed" | tr -cd '<>2' | tr '<>' 'io')
	port "$name.feed" "$feed" "$stream" taken hold
	checks=$((checks + 1))
	# shellcheck disable=SC2086
	eval 'timeout 20 "$SH_PROGRAM" live --port "$port" --exercise frozen-fish $dose --auto \
		--output-format jsonl --data-dir "$work/$name.data" </dev/null >"$work/$name.out" \
		2>"$work/$name.err"' "$closed"
	only_log "$name"
	run 0 "verify of a session with $closed" verify "$log"
	run 0 "replay of a session with $closed" replay "$log" --output-format jsonl
	ends_in_order "$work/out" true
	ended "$port_id"
done

if [ -d /proc/self/fd ]; then
	port descriptors.feed "$feed" hold
	start descriptors sh -c 'exec "$0" "$@" <&- >&- 2>&-' "$SH_PROGRAM" live --port "$port" \
		--exercise cat --data-dir "$work/descriptors.data"
	wait_for "$work/descriptors.data/results.db" . || fail "live with closed descriptors does not start"
	for fd in 0 1 2; do
		expect "descriptor $fd is nobody else's" test "$(readlink "/proc/$id/fd/$fd")" = /dev/null
	done
	kill -TERM "$id"
	ended "$id"
fi

if [ -c /dev/full ]; then
	checks=$((checks + 1))
	"$SH_PROGRAM" replay "$log" --output-format jsonl </dev/null >/dev/full 2>"$work/err"
	status=$?
	[ "$status" -eq 1 ] && said_properly 1 "$work/err" || fail "replay into /dev/full: $status" "$work/err"
	port fullout.feed "$feed" "$stream" taken hold
	checks=$((checks + 1))
	# shellcheck disable=SC2086
	timeout 20 "$SH_PROGRAM" live --port "$port" --exercise frozen-fish $dose --auto \
		--output-format jsonl --data-dir "$work/fullout.data" </dev/null >/dev/full 2>"$work/err"
	status=$?
	[ "$status" -eq 1 ] && said_properly 1 "$work/err" || fail "live into /dev/full: $status" "$work/err"
	only_log fullout
	run 0 "replay of a session whose output failed" replay "$log" --output-format jsonl
	ends_in_order "$work/out" true
fi

# --- the slow ones, which should be over by now ---------------------------------------------------------
ended "$silent"
ended_quietly silent true
for fact in '"kind":"signal","state":"on"' '"kind":"signal","state":"off"' '"event":"gap"'; do
	expect "3 s of silence are told" grep -q "$fact" "$work/silent.out"
done
ended "$silent_feed"

ended "$replugged"
ended_quietly replugged true
expect "the loss is told" grep -q '"kind":"signal","state":"on"' "$work/replugged.out"
expect "the return is told" grep -q '"kind":"signal","state":"off"' "$work/replugged.out"
ended "$replugged_feed"

kill -TERM "$mute"
ended "$mute"
checks=$((checks + 1))
[ "$status" -eq 0 ] || fail "live that heard nothing ended with $status after SIGTERM" "$work/mute.err"
said_properly 0 "$work/mute.err" || fail "live that heard nothing" "$work/mute.err"
ended "$mute_feed"

ended "$unplugged"
failed_in_order unplugged
ended "$unplugged_feed"
done_here

# Shared by the end-to-end tests. Sourced. Sets $work (a private folder, removed at the end); every
# process that was started here is ended by its own id.
: "${SH_PROGRAM:?the program to test}" "${SH_SOURCE_DIR:?the root of the repository}"
LC_ALL=C
export LC_ALL
unset XDG_DATA_HOME
umask 022
work=$(mktemp -d "${TMPDIR:-/tmp}/sh_e2e_XXXXXX") || exit 1
HOME=$work/home # nothing of these tests reaches anybody's real sessions
export HOME
mkdir "$HOME"
started=
failures=0
checks=0
log= # a session log, see only_log

clean_up() {
	for id in $started; do
		kill -KILL "$id" 2>/dev/null
	done
	chmod -R u+rwx "$work" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# fail TEXT [FILE...]: goes on, so that one run shows everything that is wrong
fail() {
	failures=$((failures + 1))
	echo "FAILED: $1"
	shift
	for file; do
		echo "--- $(basename "$file"), its last lines:"
		tail -n 20 "$file" 2>/dev/null | cut -c1-300 | cat -v
	done
}

# expect TEXT COMMAND...: the command succeeds
expect() {
	text=$1
	shift
	checks=$((checks + 1))
	"$@" >"$work/said" 2>&1 || fail "$text: $*" "$work/said"
}

# done_here: the last line of each script
done_here() {
	echo "$((checks)) checks, $failures failed"
	[ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
	exit
}

# is_clean FILE: valid UTF-8 without control characters (C0 but newline and tab, DEL, C1, bidi)
is_clean() {
	[ "$(tr -d '\n\t\040-\176\200-\377' <"$1" | wc -c)" -eq 0 ] || return 1
	! grep -qa "$(printf '\302[\200-\237]')" "$1" || return 1
	! grep -qa "$(printf '\342\200[\216\217\250-\256]')" "$1" || return 1
	! grep -qa "$(printf '\342\201[\246-\251]')" "$1" || return 1
	! grep -qa "$(printf '\330\234')" "$1" || return 1
	! command -v iconv >/dev/null || iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1
}

# said_properly STATUS FILE: what stands on stderr fits the exit status: one line that begins
# "spinehold: " for 1, 2 and 3; nothing, or warnings in such lines, for 0
said_properly() {
	is_clean "$2" || return 1
	if [ "$1" -eq 0 ]; then
		! grep -v '^spinehold: warning: ..*' "$2"
	else
		[ "$(grep -c '' "$2")" -ge 1 ] &&
			[ "$(grep -vc '^spinehold: warning: ' "$2")" -eq 1 ] &&
			! grep -v '^spinehold: ....................*' "$2"
	fi
}

# run STATUS WHAT ARGS...: the program with ARGS; its output in $work/out and $work/err. It must
# end in time (20 s), with that status, and say nothing improper.
run() {
	wanted=$1
	what=$2
	shift 2
	checks=$((checks + 1))
	timeout -k 2 20 "$SH_PROGRAM" "$@" </dev/null >"$work/out" 2>"$work/err"
	status=$?
	if [ "$status" -ne "$wanted" ]; then
		fail "$what: exit status $status instead of $wanted: $*" "$work/err"
	elif ! said_properly "$status" "$work/err"; then
		fail "$what: not what stderr should hold after exit $status: $*" "$work/err"
	elif ! is_clean "$work/out"; then
		fail "$what: control characters on stdout: $*" "$work/out"
	else
		return 0
	fi
	return 1
}

# says TEXT: the last `run` said so on stderr
says() {
	checks=$((checks + 1))
	grep -qF -- "$1" "$work/err" || fail "$what: stderr does not say '$1'" "$work/err"
}

# prints PATTERN: the last `run` printed a line that fits
prints() {
	checks=$((checks + 1))
	grep -q -- "$1" "$work/out" || fail "$what: nothing printed fits '$1'" "$work/out"
}

# prints_not PATTERN
prints_not() {
	checks=$((checks + 1))
	! grep -q -- "$1" "$work/out" || fail "$what: printed what fits '$1'" "$work/out"
}

# start NAME COMMAND...: in the background, output in $work/NAME.out and .err; its id in $id
start() {
	name=$1
	shift
	rm -f "$work/$name.out" "$work/$name.err"
	"$@" </dev/null >"$work/$name.out" 2>"$work/$name.err" &
	id=$!
	started="$started $id"
}

# wait_for FILE PATTERN [SECONDS]: until a line of the file fits; 20 s unless told
wait_for() {
	tries=0
	until grep -q -- "$2" "$1" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -le $((${3-20} * 20)) ] || return 1
		sleep 0.05
	done
}

# ended ID [SECONDS]: waits for a process that was started here; its exit status in $status
ended() {
	tries=0
	while kill -0 "$1" 2>/dev/null; do
		tries=$((tries + 1))
		if [ "$tries" -gt $((${2-20} * 20)) ]; then
			fail "process $1 did not end in ${2-20} s"
			kill -KILL "$1"
			break
		fi
		sleep 0.05
	done
	wait "$1"
	status=$?
}

# port NAME COMMAND...: starts what prints the path of its line; the path in $port, its id in
# $port_id
port() {
	start "$@"
	port_id=$id
	if ! wait_for "$work/$name.out" /; then
		fail "$name did not open a line" "$work/$name.err"
		exit 1
	fi
	port=$(head -n 1 "$work/$name.out")
}

# listen NAME PORT ARGS...: live on that port, in the background; its id in $id
listen() {
	who=$1
	on=$2
	shift 2
	start "$who" "$SH_PROGRAM" live --port "$on" --auto --output-format jsonl \
		--data-dir "$work/$who.data" "$@"
}

# only_log NAME: the one session log of live NAME in $log
only_log() {
	set -- "$work/$1.data/sessions"/*.mcap
	log=$1
	[ $# -eq 1 ] && [ -f "$log" ] || fail "not exactly one session log: $*"
}

# field NAME FILE: the value of a key in the last result line
field() { grep '"event":"result"' "$2" | tail -n 1 | sed -n "s/.*\"$1\":\([^,}]*\).*/\1/p"; }

# ends_in_order FILE COMPLETED: result and summary are the last two lines
ends_in_order() {
	checks=$((checks + 1))
	[ "$(tail -n 2 "$1" | grep -c '"event":"result"\|"event":"summary"')" -eq 2 ] &&
		tail -n 1 "$1" | grep -q '"event":"summary"' &&
		[ "$(grep -c '"event":"result"' "$1")" -eq 1 ] &&
		[ "$(field completed "$1")" = "$2" ] ||
		fail "$1 does not end with result (completed $2) and summary" "$1"
}

# same_by_replay NAME: the replay of live NAME's log is what it printed, and verify agrees
same_by_replay() {
	only_log "$1"
	run 0 "replay of $1" replay "$log" --output-format jsonl
	expect "replay of $1 equals it to the byte" cmp "$work/$1.out" "$work/out"
	run 0 "verify of $1" verify "$log"
	run 0 "verify of $1 by its id" verify "$(basename "$log" .mcap)" --data-dir "$work/$1.data"
}

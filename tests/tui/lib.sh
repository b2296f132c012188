# Shared by the terminal tests: a private tmux server, waiting with a deadline, and cleaning up.
# Sourced. Sets $work (a private folder, removed at the end). The server is ended by its own socket.
command -v tmux >/dev/null || { echo "skipped: tmux is not installed" >&2; exit 77; }
work=$(mktemp -d)
socket=$work/socket
LC_ALL=C.UTF-8
export LC_ALL
unset TMUX NO_COLOR

mux() { tmux -S "$socket" -f /dev/null -u "$@"; }

clean_up() {
	mux kill-server 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

fail() {
	echo "FAILED: $*" >&2
	echo "--- the screen:" >&2
	mux capture-pane -p -t main >&2
	exit 1
}

quote() {
	for word; do
		printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
	done
}

# A server without a session ends itself, at a time of its own: one session holds it.
keep_server() {
	mux has-session -t keeper 2>/dev/null || mux new-session -d -s keeper "cat"
}

# start_tmux WIDTH HEIGHT PROGRAM ARGS...: runs it in a shell that afterwards prints its status and
# the terminal's modes, and then waits for a line.
start_tmux() {
	cat >"$work/session.sh" <<-END
		trap : INT QUIT # Ctrl-C is for the program; a trap, unlike ignoring, is not inherited
		stty -a >'$work/modes.before'
		echo first line before
		rm -f '$work/id'
		TERM='${SH_TEST_TERM-xterm-256color}' LC_ALL='${SH_TEST_LOCALE-C.UTF-8}' \
			sh -c 'echo \$\$ >"\$0"; exec "\$@"' '$work/id' $(shift 2; quote "$@") 2>'$work/stderr'
		status=\$?
		stty -a >'$work/modes.after'
		echo "status=\$status"
		read line
	END
	keep_server
	mux new-session -d -s main -x "$1" -y "$2" "exec sh '$work/session.sh'"
	mux set -w -t main window-size manual # global, it brings down tmux 3.3a at the next session
	mux resize-window -t main -x "$1" -y "$2"
}

screen() { mux capture-pane -p -t main 2>/dev/null; }

# wait_for TEXT: until it is on the screen, at most 15 s.
wait_for() {
	tries=0
	until screen | grep -qF -- "$1"; do
		tries=$((tries + 1))
		[ $tries -le 150 ] || fail "'$1' did not come up"
		sleep 0.1
	done
}

# guard_readme NAME README: the screen, once it stands still, is the one between the README's marks
# `<!-- NAME -->` and `<!-- end of NAME -->`; with $write set it is put there instead.
guard_readme() {
	tries=0
	until screen >"$work/now" && screen >"$work/again" && cmp -s "$work/now" "$work/again"; do
		tries=$((tries + 1))
		[ $tries -le 100 ] || fail "the screen does not stand still"
	done
	sed 's/[ ]*$//' "$work/now" >"$work/screen"
	mux send-keys -t main q
	if [ -n "${write-}" ]; then
		awk -v file="$work/screen" -v from="<!-- $1 -->" -v to="<!-- end of $1 -->" '
			$0 == from { print; print "```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next }
			$0 == to { skip = 0 }
			!skip' "$2" >"$work/readme" && cat "$work/readme" >"$2"
		return
	fi
	sed -n "/<!-- $1 -->/,/<!-- end of $1 -->/p" "$2" | sed '1,2d; $d' | sed '$d' >"$work/told"
	diff "$work/told" "$work/screen" || fail "the README shows another screen ($0 --write mends it)"
}

# The terminal must be as before: main screen with what stood there, modes, cursor.
expect_restored() {
	wait_for "status="
	screen | grep -qF "first line before" || fail "the old screen is not back"
	cmp -s "$work/modes.before" "$work/modes.after" || {
		diff "$work/modes.before" "$work/modes.after" >&2
		fail "the terminal's modes differ"
	}
	[ "$(mux display-message -p -t main '#{alternate_on} #{cursor_flag}')" = "0 1" ] ||
		fail "alternate screen or hidden cursor left behind"
}

expect_status() {
	screen | grep -q "^status=$1\$" || fail "exit status is not $1"
}

# wait_for_not TEXT: until it is gone, at most 15 s.
wait_for_not() {
	tries=0
	while screen | grep -qF -- "$1"; do
		tries=$((tries + 1))
		[ $tries -le 150 ] || fail "'$1' did not go away"
		sleep 0.1
	done
}

# The process id of the program that start_tmux started.
program_id() { cat "$work/id"; }

# An interactive shell with job control, for suspending.
start_shell() {
	keep_server
	mux new-session -d -s main -x "$1" -y "$2" \
		"env PS1='ready: ' TERM=xterm-256color LC_ALL=C.UTF-8 sh -i"
	mux set -w -t main window-size manual # global, it brings down tmux 3.3a at the next session
	mux resize-window -t main -x "$1" -y "$2"
	wait_for 'ready:'
}

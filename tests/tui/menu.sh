#!/bin/sh
# The screens outside of a session on a real terminal: the first start asks the age, the browser
# starts a demo and comes back, history and its trends, help, resizing down to nothing and back, and
# the terminal is restored on every way out. Where there is no such terminal it is the help text.
#
#   menu.sh PROGRAM WRITE_PAST
set -u
[ $# -eq 2 ] || { echo "usage: $0 PROGRAM WRITE_PAST" >&2; exit 2; }
program=$1 write_past=$2
. "$(dirname "$0")/lib.sh"

XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
mkdir -p "$work/data/spinehold" "$work/here"
cd "$work/here" || exit 1

start() {
	start_tmux "$1" "$2" "$program"
	wait_for "spinehold: "
}
key() { mux send-keys -t main "$@"; }
end() { mux kill-session -t main; }

# not a terminal: the help, and nothing is written anywhere
"$program" </dev/null >"$work/out" 2>&1 || { echo "no verb, no terminal: status $?" >&2; exit 1; }
grep -q '^usage: spinehold VERB' "$work/out" || { echo "the help is missing" >&2; exit 1; }
for SH_TEST_TERM in dumb no-such-terminal; do
	start_tmux 80 24 "$program"
	wait_for "usage: spinehold VERB"
	expect_status 0
	end
done
[ -z "$(ls -A "$work/data/spinehold")" ] || { echo "files were made for a look" >&2; exit 1; }
SH_TEST_TERM=xterm-256color

# the first start asks for the age, once
start 80 24
wait_for "how old are you?"
key 5 2
wait_for "52_"
key Enter
wait_for "You are 52"
wait_for "limits in force are for age 45"
[ "$(cat "$work/data/spinehold/settings")" = "age: 52" ] || fail "the age is not kept"
key q
expect_restored
expect_status 0
end
start 80 24
wait_for "You are 52"

# browser: search, variant, live without a sensor or the demo, back
wait_for "One exercise"
until screen | grep -q '^  ► One exercise'; do key j; sleep 0.1; done
key Enter
wait_for "18 exercises"
key / f r o z e n
wait_for "search: frozen"
wait_for_not "Cat pose"
key Enter
wait_for "how high the legs are"
key v
wait_for "Frozen fish (pillow)"
key d
wait_for "SYNTHETIC"
wait_for "(pillow)"
key q
wait_for "spinehold: Exercises"
wait_for "Frozen fish (pillow)"
key Escape
wait_for "Fish lifts"

# help and resizing
key "?"
wait_for "keys of this screen"
key x
wait_for_not "keys of this screen"
screen >"$work/first"
mux resize-window -t main -x 50 -y 12
wait_for "too small: 60x18"
mux resize-window -t main -x 10 -y 2
wait_for_not "60x18 is"
mux resize-window -t main -x 200 -y 60
wait_for "what the coach says"
mux resize-window -t main -x 80 -y 24
tries=0
until screen >"$work/again" && cmp -s "$work/first" "$work/again"; do
	tries=$((tries + 1))
	[ $tries -le 100 ] || fail "after resizing there and back the screen is another one"
	sleep 0.1
done
key q
wait_for "Set up a sensor"
key q
expect_restored
expect_status 0
end

# history and trends; plain where it is asked for
"$write_past" "$work/data/spinehold/results.db" "$(date +%s)" 14 || exit 1
start_tmux 80 24 "$program" history
wait_for "14 sessions"
key t
wait_for "deeper by about"
wait_for "no change to speak of"
key t Enter
wait_for "asked"
wait_for "3 repetitions; 3 counted"
key q
wait_for "sessions"
key r
wait_for "no recording"
key q
expect_restored
expect_status 0
end
start_tmux 100 50 "$program" history --output-format plain
wait_for "REPS OK"
expect_status 0
end

# every way out
for signal in TERM INT HUP; do
	start 80 24
	kill -s $signal "$(program_id)"
	expect_restored
	[ $signal = HUP ] || expect_status 0
	end
done
start 80 24
key C-c
expect_restored
expect_status 0
end
start 80 24
kill -s ABRT "$(program_id)"
expect_restored
end
start_shell 80 24
key "$program" Enter
wait_for "Set up a sensor"
key C-z
wait_for "topped"
key "fg" Enter
wait_for "Set up a sensor"
key q
wait_for_not "Set up a sensor"
end

# without UTF-8 all of it is ASCII
SH_TEST_LOCALE=C
start 80 24
wait_for "Set up a sensor"
screen | LC_ALL=C grep -q '[^ -~]' && fail "bytes beyond ASCII in the C locale"
key q
expect_restored

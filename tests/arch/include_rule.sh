#!/bin/sh
# Who may include whom: the table below, against every #include of the tree.
#
#   include_rule.sh SOURCE_DIR
#
# Prints file:line for each include that the table does not allow, for each quoted name that is
# found nowhere, and for each circle of headers. Exit status 1 if there was any.
#
# A layer is a folder (or a few named files in it). Quoted names are looked for where the compiler
# looks: beside the file, then in src, include, firmware-proto and tests/support. A layer may always include its
# own headers. Side folders never include each other; they meet in app.
set -u
LC_ALL=C
export LC_ALL
cd "${1:?usage: include_rule.sh SOURCE_DIR}" || exit 2

rules=$(mktemp) && list=$(mktemp) && edges=$(mktemp) || exit 2
trap 'rm -f "$rules" "$list" "$edges"' EXIT

# layer | layers it may include besides itself | system headers; @name is a set, * is everything
cat >"$rules" <<'END'
public | | stdint.h stddef.h stdbool.h
core | public | @pure
wire | public core firmware | @pure
pure-log | public core | @pure
tui | public core | @pure
support | public core | @posix
firmware | | stdint.h stddef.h stdbool.h string.h
io | public core wire support firmware | @posix @io zlib.h
log | public core pure-log support | @posix zlib.h
store | public core support | @posix sqlite3.h
sink | public core support | @posix
sim | public core wire support firmware | @posix math.h
catalog | public core support | @posix math.h cyaml/cyaml.h yaml.h
report | public core support | @posix math.h
term | public core tui support | @posix termios.h
curses | public core tui term support | @posix termios.h curses.h ncursesw/curses.h term.h
app | * | *
tests | * | *
END

# The few exceptions, each with its reason: FILE INCLUDED
allowed='
src/io/source_log.c log
'

find include src firmware-proto tests -name '*.[ch]' -type f 2>/dev/null | sort | tr '\n' '\0' |
	xargs -0 awk '
		/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
			if (!match($0, /[<"][^>"]*[>"]/)) next
			print FILENAME "\t" FNR "\t" substr($0, RSTART, RLENGTH)
		}' >"$list"

awk -v edges="$edges" -v allowed="$allowed" -F '\t' '
	function layer(f) {
		if (f ~ /^include\/spinehold\//) return "public"
		if (f ~ /^src\/log\/mcap_[a-z_]+\.[ch]$/) return "pure-log"
		if (f ~ /^src\/tui\/term_curses\.c$/) return "curses"
		if (f ~ /^src\/tui\/term[a-z_]*\.[ch]$/) return "term"
		if (f ~ /^src\/main\.c$/) return "app"
		if (f ~ /^firmware-proto\//) return "firmware"
		if (f ~ /^tests\//) return "tests"
		if (match(f, /^src\/[^\/]+\//)) return substr(f, 5, RLENGTH - 5)
		return "?"
	}
	function exists(f,   line, r) {
		if (!(f in seen)) {
			r = (getline line < f)
			seen[f] = r >= 0
			if (r >= 0) close(f)
		}
		return seen[f]
	}
	function tidy(f) {
		while (sub(/[^\/]+\/\.\.\//, "", f)) {}
		gsub(/\/\.\//, "/", f)
		return f
	}
	function resolve(from, name,   dir, n, i, places) {
		dir = from
		sub(/[^\/]*$/, "", dir)
		n = split(dir " src/ include/ firmware-proto/ tests/support/ ./", places, " ")
		for (i = 1; i <= n; i++)
			if (exists(places[i] name)) return tidy(places[i] == "./" ? name : places[i] name)
		return ""
	}
	function in_list(word, text) { return index(" " text " ", " " word " ") > 0 }
	function complain(text) { print $1 ":" $2 ": " text; bad++ }

	BEGIN {
		set["pure"] = "stdint.h stddef.h stdbool.h stdarg.h string.h float.h assert.h math.h limits.h inttypes.h"
		set["posix"] = "stdint.h stddef.h stdbool.h stdarg.h string.h float.h assert.h limits.h inttypes.h " \
			"stdio.h stdlib.h errno.h time.h ctype.h signal.h strings.h unistd.h fcntl.h poll.h " \
			"dirent.h grp.h locale.h langinfo.h wchar.h libgen.h pwd.h glob.h spawn.h " \
			"sys/types.h sys/stat.h sys/file.h sys/wait.h sys/time.h sys/ioctl.h sys/uio.h sys/statvfs.h sys/utsname.h sys/mman.h sys/random.h sys/resource.h"
		set["io"] = "termios.h sys/sysmacros.h asm/termbits.h asm/ioctls.h pty.h libserialport.h libusb.h libusb-1.0/libusb.h linux/serial.h sys/inotify.h sys/socket.h linux/netlink.h"
	}
	FILENAME == ARGV[1] {
		split($0, part, "|")
		gsub(/ /, "", part[1])
		layers[part[1]] = part[2]
		system_of[part[1]] = part[3]
		next
	}
	{
		from = layer($1)
		name = substr($3, 2, length($3) - 2)
		if (!(from in layers)) {
			if (!unknown[from]++) complain("this folder has no row in tests/arch/include_rule.sh")
			next
		}
		if (substr($3, 1, 1) == "<") {
			ok = system_of[from]
			for (s in set) if (in_list("@" s, ok)) ok = ok " " set[s]
			if (!in_list("*", ok) && !in_list(name, ok))
				complain("<" name "> is not for " from)
			next
		}
		to = resolve($1, name)
		if (to == "") { complain("\"" name "\" is found nowhere"); next }
		if ($1 ~ /\.h$/ && to ~ /\.h$/) print $1, to > edges
		target = layer(to)
		if (from == target || in_list("*", layers[from]) || in_list(target, layers[from])) next
		if (index(allowed, "\n" $1 " " target "\n")) next
		complain("\"" name "\": " from " may not include " target)
	}
	END { exit bad > 0 }
' "$rules" "$list"
status=$?

# tsort names the members of each circle on standard error.
circles=$(tsort "$edges" 2>&1 >/dev/null | sed 's/^tsort: [^ ]*: /include_rule.sh: headers: /; s/^tsort: /	/')
if [ -n "$circles" ]; then
	printf '%s\n' "$circles"
	status=1
fi
[ -s "$list" ] || {
	echo "include_rule.sh: no source found below $1"
	status=1
}
exit "$status"

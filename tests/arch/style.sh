#!/bin/sh
# The habits that a machine can see.
#
#   style.sh SOURCE_DIR
#
# - no `//` comments in C
# - outside tests: no file over 400 lines, no function over 60 (from its opening brace to its closing)
# - pure folders: no allocation, clock, files, printing, string functions beyond the mem* four,
#   no static variable that is not const
# - no reminders to finish something later, no path of somebody's machine, no carriage returns
#
# Prints file:line for each. Exit status 1 if there was any.
set -u
LC_ALL=C
export LC_ALL
cd "${1:?usage: style.sh SOURCE_DIR}" || exit 2

# Longer than the rule, and why it is better so: FILE (all of it) or FILE:FUNCTION_LINE_TEXT
long_files='
'
long_functions='
'

complaints=$(mktemp) || exit 2
trap 'rm -f "$complaints"' EXIT

c_files() {
	find include src firmware-proto calibration tests -name '*.[ch]' -type f \
		! -path '*/node_modules/*' 2>/dev/null | sort
}

text_files() {
	find . -type f ! -path './.git' ! -path './.git/*' ! -path './build/*' ! -path '*/node_modules/*' | sort
}

# Comments, strings, lengths and functions in one pass. Blanks out comments and literals first, so
# that a word in a message is not taken for a call.
c_files | tr '\n' '\0' | xargs -0 awk -v long_files="$long_files" -v long_functions="$long_functions" '
	function complain(line, text) { print FILENAME ":" line ": " text }
	function listed(what, list) { return index(list, "\n" what "\n") > 0 }
	function is_pure(f) {
		return f ~ /^(\.\/)?(src\/(core|wire)\/|src\/log\/mcap_[a-z_]+\.|src\/tui\/)/ && f !~ /src\/tui\/term[a-z_]*\.[ch]$/
	}
	# The code of a line: comments and what stands in quotes replaced by blanks.
	function code_of(s,   out, i, c, two) {
		out = ""
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			two = substr(s, i, 2)
			if (in_comment) {
				if (two == "*/") { in_comment = 0; i++ }
				continue
			}
			if (quote != "") {
				if (c == "\\") i++
				else if (c == quote) quote = ""
				continue
			}
			if (two == "/*") { in_comment = 1; i++; out = out " "; continue }
			if (two == "//") { complain(FNR, "a // comment; write /* */"); return out }
			if (c == "\"" || c == "\047") { quote = c; out = out " "; continue }
			out = out c
		}
		if (quote != "" && substr(s, length(s), 1) != "\\") quote = ""
		return out
	}
	function check_pure(code) {
		if (match(code, /(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|free|aligned_alloc|strdup|alloca|time|clock|clock_gettime|gettimeofday|localtime|gmtime|nanosleep|usleep|sleep|rand|srand|random|printf|fprintf|sprintf|snprintf|vsnprintf|puts|fopen|open|read|write|close|getenv|setlocale|exit|abort|strlen|strcmp|strncmp|strcpy|strncpy|strcat|strtol|strtod|atoi|atof|qsort|pthread_[a-z_]+)[ ]*\(/))
			complain(FNR, "not in a pure folder: " substr(code, RSTART, RLENGTH) "...")
		if (code ~ /^[ \t]*static[ \t]/ && code !~ /\(/ && code !~ /(^|[^A-Za-z0-9_])const([^A-Za-z0-9_]|$)/ &&
		    code ~ /[=;\[]/ && code !~ /_Static_assert|inline/)
			complain(FNR, "a variable that outlives its call in a pure folder")
	}
	function end_file() {
		if (file == "" || file ~ /^(\.\/)?tests\//) return
		if (lines > 400 && !listed(file, long_files))
			print file ":" lines ": longer than 400 lines"
	}
	FNR == 1 { end_file(); file = FILENAME; in_comment = 0; quote = ""; opened = 0 }
	{ lines = FNR; code = code_of($0) }
	is_pure(FILENAME) { check_pure(code) }
	/^\{/ { opened = FNR }
	/^\}/ && opened {
		if (FNR - opened - 1 > 60 && FILENAME !~ /^(\.\/)?tests\// && !listed(FILENAME ":" name, long_functions))
			complain(opened, "a function of " FNR - opened - 1 " lines; 60 is the rule")
		opened = 0
	}
	/^[A-Za-z_].*\(/ && !opened {
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[^A-Za-z0-9_]/, "", name)
	}
	END { end_file() }
' >>"$complaints"

# The patterns are written so that they do not find themselves.
reminders='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b'
text_files | tr '\n' '\0' | xargs -0 grep -InE "$reminders" /dev/null |
	sed 's/^\.\///; s/\(:[0-9]*:\).*/\1 a reminder; do it now or say why not/' >>"$complaints"
unfinished='\b(place''holder|not (yet )?im''plemented|st''ub)\b'
find src include firmware-proto -name '*.[ch]' -type f 2>/dev/null | tr '\n' '\0' |
	xargs -0 grep -InEi "$unfinished" /dev/null |
	sed 's/\(:[0-9]*:\).*/\1 says that it is unfinished/' >>"$complaints"
machine='(^|[^A-Za-z0-9_.])/(wo''rk|fa''rm|ro''ot|ho''me/[a-z]{3,}|Us''ers/[a-z]{3,})/'
text_files | tr '\n' '\0' | xargs -0 grep -InE "$machine" /dev/null |
	sed 's/^\.\///; s/\(:[0-9]*:\).*/\1 the path of one machine/' >>"$complaints"
text_files | grep -E '\.(c|h|sh|md|yaml|txt|cmake|json)$' | grep -v '^\./tests/\(vectors\|golden\)/' |
	tr '\n' '\0' | xargs -0 grep -InE "$(printf '\r')\$" /dev/null |
	sed 's/^\.\///; s/\(:[0-9]*:\).*/\1 a carriage return/' >>"$complaints"

sort -t: -k1,1 -k2,2n "$complaints"
[ -n "$(c_files | head -n 1)" ] || {
	echo "style.sh: no source found below $1"
	exit 1
}
[ ! -s "$complaints" ]

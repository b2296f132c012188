#!/bin/sh
# Does every header compile by itself, and twice in one file?
#
#   headers_alone.sh SOURCE_DIR
#
# Each as C11 and C17; those that others include (include/spinehold, firmware-proto) as C++ too.
# CC and CXX name the compilers (cc and c++). Prints the compiler's file:line for each that does not.
set -u
cd "${1:?usage: headers_alone.sh SOURCE_DIR}" || exit 2
status=0 seen=0
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
places='-Iinclude -Isrc -Ifirmware-proto'
libraries=$(pkg-config --cflags libserialport sqlite3 ncursesw libcyaml yaml-0.1 zlib 2>/dev/null)

# alone HEADER LANGUAGE STANDARD COMPILER MORE...
alone() {
	header=$1 language=$2 standard=$3 compiler=$4
	shift 4
	# shellcheck disable=SC2086 # one word an option
	printf '#include "%s"\n#include "%s"\nextern int not_empty;\n' "$header" "$header" |
		$compiler -x "$language" "-std=$standard" $warnings $places -I. "$@" -fsyntax-only - && return
	echo "$header:1: does not compile by itself as $standard"
	status=1
}

for header in $(find include/spinehold firmware-proto -name '*.h' 2>/dev/null | sort); do
	seen=$((seen + 1))
	for standard in c11 c17; do
		alone "$header" c "$standard" "${CC:-cc}" -Wstrict-prototypes
	done
	alone "$header" c++ c++17 "${CXX:-c++}"
done
for header in $(find src -name '*.h' 2>/dev/null | sort); do
	seen=$((seen + 1))
	for standard in c11 c17; do
		# shellcheck disable=SC2086
		alone "$header" c "$standard" "${CC:-cc}" -Wstrict-prototypes -D_POSIX_C_SOURCE=200809L $libraries
	done
done
echo "$seen headers"
[ "$seen" -gt 0 ] || status=1
exit "$status"

#!/bin/sh
# Can the checks of this folder fail? Each gets a small tree with planted faults and must name the
# file and line of every one; then the tree without them, and must be content.
#
#   seen_to_fail.sh SOURCE_DIR
set -u
here=$(cd "${1:?usage: seen_to_fail.sh SOURCE_DIR}/tests/arch" && pwd -P) || exit 2
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
status=0

# plant FILE: the content is standard input
plant() {
	mkdir -p "$tree/$(dirname "$1")"
	cat >"$tree/$1"
}

# content CHECK ARGUMENTS...: says nothing about a good tree
content() {
	check=$1
	shift
	"$here/$check" "$tree" "$@" >"$tree.out" 2>&1 && return
	echo "$check: complains about a tree without faults:"
	cat "$tree.out"
	status=1
}

# expect CHECK TEXT...: fails, and its output holds each TEXT. More arguments of the check in $more.
expect() {
	check=$1
	shift
	# shellcheck disable=SC2086 # one word an argument
	if "$here/$check" "$tree" $more >"$tree.out" 2>&1; then
		echo "$check: found nothing wrong with the planted faults"
		status=1
	fi
	for text in "$@"; do
		grep -qF -- "$text" "$tree.out" && continue
		echo "$check: does not say '$text'; it says:"
		cat "$tree.out"
		status=1
	done
}

# library SOURCE: makes $tree/SOURCE.a
library() {
	${CC:-cc} -O0 -fno-sanitize=all -c "$tree/$1" -o "$tree/$1.o" && ar rc "$tree/$1.a" "$tree/$1.o"
}

plant include/spinehold/good.h <<-'END'
	#ifndef GOOD_H
	#define GOOD_H
	#include <stdint.h>
	/* see https://example.org */
	int32_t sh_good(int32_t x);
	#endif
END
plant src/core/good.c <<-'END'
	#include "spinehold/good.h"
	static const char text[] = "not a // comment, no malloc() either";
	int32_t sh_good(int32_t x)
	{
	return x + text[0];
	}
END
plant good.c <<-'END'
	double good(double x);
	double good(double x) { return x; }
END
library good.c || exit 2
more=
for check in include_rule.sh style.sh headers_alone.sh; do
	content "$check"
done
content core_symbols.sh "$tree/good.c.a"

plant src/core/circle.h <<-'END'
	#ifndef CIRCLE_H
	#define CIRCLE_H
	#include "core/circle_back.h"
	uint8_t circle(void);
	#endif
END
plant src/core/circle_back.h <<-'END'
	#ifndef BACK_H
	#define BACK_H
	#include "core/circle.h"
	#endif
END
plant src/store/store.h <<-'END'
	extern int store;
END
plant src/core/bad.c <<-'END'
	#include <stdio.h>
	#include "store/store.h"
	#include "nowhere.h"
	// a comment
	static int counter = 0;
	void *bad(void) { counter++; return malloc(4); }
END
plant src/elsewhere/new.c <<-'END'
	#include <stdio.h>
END
{
	printf '/* TO%s */\n/* from /wo%s/main/x */\n/* a st%s */\r\nint sh_long(void)\n{\n' DO rk ub
	yes '	;' | head -n 61
	printf '}\n'
	yes '' | head -n 400
} | plant src/sink/long.c
expect include_rule.sh 'src/core/bad.c:1: <stdio.h>' 'src/core/bad.c:2: "store/store.h"' \
	'src/core/bad.c:3: "nowhere.h"' 'src/elsewhere/new.c:1: this folder' circle_back.h
expect style.sh 'src/core/bad.c:4: a //' 'src/core/bad.c:5: a variable' 'src/core/bad.c:6: not in' \
	'src/sink/long.c:1: a reminder' 'src/sink/long.c:2: the path' 'src/sink/long.c:3: says that' \
	'src/sink/long.c:3: a carriage' 'src/sink/long.c:5: a function of 61' \
	'src/sink/long.c:467: longer than 400'
expect headers_alone.sh 'src/core/circle.h:1: does not compile'

plant bad.c <<-'END'
	#include <math.h>
	#include <stdlib.h>
	int kept = 3;
	double bad(double x);
	double bad(double x) { return sin(x) + (double)(size_t)malloc(4) + kept; }
END
library bad.c || exit 2
more=$tree/bad.c.a
expect core_symbols.sh 'bad.c.o: needs malloc' 'bad.c.o: needs sin' 'bytes of writable data in .data'

rm -f "$tree.out"
exit "$status"

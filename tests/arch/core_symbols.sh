#!/bin/sh
# Is the core pure? What it needs from outside, and whether it keeps anything of its own.
#
#   core_symbols.sh SOURCE_DIR LIBRARY.a
#
# Every undefined symbol must be defined in the library itself or be one of the few below: no
# allocation, no clock, no files, and of libm only sqrt, because everything else there may round
# differently elsewhere and replays must be equal to the byte. And no object may have writable data:
# a global would let one session change another. (.data.rel.ro is constant after loading.)
# Prints "object: symbol" for each. Exit 77 with a reason for an instrumented build.
set -u
LC_ALL=C
export LC_ALL
lib=${2:?usage: core_symbols.sh SOURCE_DIR LIBRARY.a}
[ -r "$lib" ] || {
	echo "core_symbols.sh: cannot read $lib"
	exit 2
}

# The *_chk twins and __stack_chk_fail come from compilers that harden by default, the global offset
# table from position-independent code.
allowed='memcpy memmove memset memcmp sqrt __assert_fail __stack_chk_fail
	__memcpy_chk __memmove_chk __memset_chk _GLOBAL_OFFSET_TABLE_'

symbols=$("${NM:-nm}" -A "$lib" 2>/dev/null) || {
	echo "core_symbols.sh: nm cannot read $lib"
	exit 2
}
if printf '%s\n' "$symbols" | grep -qE ' (__asan|__ubsan|__sanitizer|__tsan|__gcov|__llvm_prof|__sanitizer_cov)'; then
	echo "core_symbols.sh: skipped, $lib is instrumented (sanitizers or coverage)"
	exit 77
fi

printf '%s\n' "$symbols" | awk -v allowed="$allowed" '
	BEGIN { n = split(allowed, w, /[ \t\n]+/); for (i = 1; i <= n; i++) ok[w[i]] = 1 }
	NF >= 2 {
		type = $(NF - 1); name = $NF
		object = $1
		sub(/:[0-9a-fA-F]*$/, "", object)
		if (type == "U" || type == "w" || type == "v") { wanted[object "\t" name] = name }
		else { defined_here[name] = 1; n_defined++ }
	}
	END {
		for (k in wanted) {
			if (wanted[k] in ok || wanted[k] in defined_here) continue
			split(k, p, "\t")
			print p[1] ": needs " p[2] " from outside"
			bad++
		}
		if (!n_defined) { print "core_symbols.sh: the library defines nothing"; bad++ }
		exit bad > 0
	}' | sort
[ -z "$(printf '%s\n' "$symbols" | awk -v allowed="$allowed" '
	BEGIN { n = split(allowed, w, /[ \t\n]+/); for (i = 1; i <= n; i++) ok[w[i]] = 1 }
	NF >= 2 { if ($(NF-1) ~ /^[Uwv]$/) u[$NF] = 1; else d[$NF] = 1 }
	END { for (s in u) if (!(s in ok) && !(s in d)) print s }')" ]
status=$?

writable=$("${SIZE:-size}" -A "$lib" | awk '
	/ex / || /^[^ ]+ +:$/ || /\(ex / { object = $1 }
	$1 ~ /^\.(data|bss|tdata|tbss)($|\.)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 {
		print object ": " $2 " bytes of writable data in " $1
	}')
common=$(printf '%s\n' "$symbols" | awk '$(NF-1) == "C" { print $1 ": common symbol " $NF }')
if [ -n "$writable$common" ]; then
	printf '%s\n' "$writable" "$common" | grep .
	status=1
fi
exit "$status"

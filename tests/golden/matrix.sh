#!/bin/sh
# The golden replays for every compiler and level the core is promised to be the same for: gcc and
# clang, each at -O0, -O2, -O3 -march=native and under sanitizers; and once with glibc's FMA variants
# switched off. The core is built anew for each and linked with the shell as it is. To show that all
# this can fail, a core with fused multiply-adds must be noticed.
#
#	matrix.sh SOURCES LINKS     SOURCES: the core's files, relative to SH_SOURCE_DIR
#	                            LINKS: the shell's libraries and what they need
#
# Needs SH_SOURCE_DIR. Exit status 77 when a compiler is missing and the rest is good.
set -u
sources=${1:?usage: matrix.sh SOURCES LINKS} links=${2:?usage: matrix.sh SOURCES LINKS}
: "${SH_SOURCE_DIR:?the root of the repository}"
work=$(mktemp -d "${TMPDIR:-/tmp}/sh_matrix_XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
jobs=${SH_MATRIX_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
failed=0 good=0 missing=

# those of CMakeLists.txt that decide what numbers come out
both="-std=c11 -ffp-contract=off"
gcc_only="-fno-tree-slp-vectorize -fno-tree-loop-distribute-patterns"
for flag in -ffp-contract=off $gcc_only; do
	grep -qF -- "$flag" "$SH_SOURCE_DIR/CMakeLists.txt" || {
		echo "FAILED: CMakeLists.txt does not build with $flag any more; bring matrix.sh in line"
		exit 1
	}
done
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
include="-I$SH_SOURCE_DIR/include -I$SH_SOURCE_DIR/src -I$SH_SOURCE_DIR/firmware-proto"

# configurations: NAME COMPILER FLAGS
{
	for cc in gcc clang; do
		if ! command -v $cc >/dev/null; then
			missing="$missing $cc"
			echo "$missing" >"$work/missing"
			continue
		fi
		own=
		[ $cc = clang ] || own=$gcc_only
		echo "$cc-O0 $cc $both $own -O0"
		echo "$cc-O2 $cc $both $own -O2"
		echo "$cc-O3-native $cc $both $own -O3 -march=native"
		echo "$cc-sanitizers $cc $both $own -O1 $sanitize"
	done
	if grep -qw fma /proc/cpuinfo 2>/dev/null && command -v gcc >/dev/null; then
		echo "fused gcc -std=c11 -O2 -mfma -ffp-contract=fast"
	fi
} >"$work/configurations"
missing=$(cat "$work/missing" 2>/dev/null)

# all objects of all configurations, as many at a time as there are processors
while read -r name cc flags; do
	mkdir "$work/$name"
	for source in src/main.c tests/golden/golden_driver.c $sources; do
		echo "$cc $flags $include -c $SH_SOURCE_DIR/$source -o $work/$name/$(echo "$source" | tr / _).o"
	done
done <"$work/configurations" >"$work/commands"
if ! xargs -P "$jobs" -I COMMAND sh -c COMMAND <"$work/commands" >"$work/said" 2>&1; then
	echo "FAILED: the core does not build:"
	tail -n 20 "$work/said"
	exit 1
fi

# golden NAME FOLDER: the replays with the programs there
golden() {
	SH_PROGRAM=$2/spinehold SH_GOLDEN_DRIVER=$2/driver sh "$SH_SOURCE_DIR/tests/golden/run.sh" \
		>"$work/$1.said" 2>&1
}

# linked NAME COMPILER FLAGS: program and driver
linked() {
	name=$1 cc=$2
	shift 2
	mkdir "$work/$name/mains"
	mv "$work/$name/src_main.c.o" "$work/$name/tests_golden_golden_driver.c.o" "$work/$name/mains"
	# shellcheck disable=SC2086 # one word an option
	"$cc" "$@" -o "$work/$name/spinehold" "$work/$name/mains/src_main.c.o" "$work/$name"/*.o \
		-Wl,--start-group $links -Wl,--end-group &&
		"$cc" "$@" -o "$work/$name/driver" "$work/$name/mains/tests_golden_golden_driver.c.o" \
			"$work/$name"/*.o -Wl,--start-group $links -Wl,--end-group
}

verdict() {
	if [ "$2" -eq 0 ]; then
		good=$((good + 1))
		echo "good    $1"
	else
		failed=$((failed + 1))
		echo "FAILED  $1"
		head -n 40 "$work/$1.said"
	fi
}

while read -r name cc flags; do
	# shellcheck disable=SC2086 # one word an option
	if ! linked "$name" "$cc" $flags >"$work/$name.said" 2>&1; then
		verdict "$name" 1
	elif [ "$name" = fused ]; then
		if golden "$name" "$work/$name"; then
			echo "FAILED  fused multiply-adds in the core are not noticed"
			failed=$((failed + 1))
		else
			echo "good    fused multiply-adds are noticed"
		fi
	else
		golden "$name" "$work/$name"
		verdict "$name" $?
	fi
done <"$work/configurations"

# the names that glibc 2.33 and later, and those before, have for them
first=$(head -n 1 "$work/configurations" | cut -d' ' -f1)
GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable
export GLIBC_TUNABLES
for name in "${first%%-*}-O2" "${first%%-*}-O3-native"; do
	golden "$name-no-fma-in-glibc" "$work/$name"
	verdict "$name-no-fma-in-glibc" $?
done

echo "$good configurations good, $failed failed"
[ "$failed" -eq 0 ] && [ "$good" -gt 0 ] || exit 1
[ -z "$missing" ] || {
	echo "skipped for want of:$missing"
	exit 77
}

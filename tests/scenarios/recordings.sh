#!/bin/sh
# Real people through the whole program: forward bends are found, walking is no exercise.
#
# Recordings are not in the repository. They are looked for in SH_RECORDINGS, else in
# $SH_SOURCE_DIR/../shared/data/recordings; without them the test is skipped (77).
#
#   bends    mobgap_lowerback HA001 Test11, daily activities with the sensor on the low back: every
#            bend listed as derived_forward_bends in its INDEX.json lies within 2 s of a repetition of
#            chair-slope whose peak is within 8 degrees, and no other repetition peaks above 38.
#   walking  skdh_lumbar, the walks of mobgap_lowerback, all of ipol_l5_gait: no repetition and no
#            valid hold, neither as chair-slope nor, through a mount that calls the up axis forward, as
#            any exercise done lying on the back. What people do after the walk is over (walk_s of
#            ipol's INDEX: some bow, some fidget for ten seconds) is told, but it is not walking.
#
# Mounts. mobgap: x up, y right, z forward (its INDEX). ipol: x up; z is turned out of the back, as its
# upward tilt of up to 40 degrees on the sacrum shows, so walking is tried with z as forward and as
# backward. skdh: x reads -9.8 standing, so x is down; which of y and z looks forward is not told, so
# all four are tried.

: "${SH_PROGRAM:?set SH_PROGRAM to the spinehold program}"
SOURCE=${SH_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
DATA=${SH_RECORDINGS:-$SOURCE/../shared/data/recordings}
if [ ! -d "$DATA/mobgap_lowerback" ]; then
	echo "skipped: no recordings in $DATA (set SH_RECORDINGS)"
	exit 77
fi
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

# replay FILE EXERCISE MOUNT > $T/lines
replay() {
	if ! "$SH_PROGRAM" replay "$1" --exercise "$2" --mount "$3" --output-format jsonl \
		--data-dir "$T/data" >"$T/lines" 2>"$T/err"; then
		echo "FAILED: replay $1 as $2: $(cat "$T/err")"
		failed=1
	fi
}

# --- bends ----------------------------------------------------------------------------------------

bends() {
	set -- "$DATA/mobgap_lowerback"
	tr -d ' \n' <"$1/INDEX.json" |
		sed 's/.*Test11_Trial1//; s/.*"derived_forward_bends":\[\[\([^"]*\)\]\].*/\1/; s/\],\[/;/g' |
		tr ';' '\n' >"$T/bends"
	echo >>"$T/bends"
	replay "$1/mobgap_HA001_Test11_Trial1.csv.gz" chair-slope +z,-y,+x
	sed -n 's/.*"event":"rep".*"start":\([0-9.]*\),"end":\([0-9.]*\),"peak_deg":\([-0-9.]*\),.*"verdict":"\([a-z]*\)".*/\1 \2 \3 \4/p' \
		"$T/lines" >"$T/reps"
	awk '
	function size(x) { return x < 0 ? -x : x }
	FILENAME == ARGV[1] { if (split($0, b, ",") == 2) { n++; at[n] = b[1]; deg[n] = b[2] } next }
	{ m++; from[m] = $1; to[m] = $2; peak[m] = $3; verdict[m] = $4 }
	END {
		print "bend at s, deg   repetition from s to s, peak deg, verdict"
		for (i = 1; i <= n; i++) {
			best = 0
			for (k = 1; k <= m; k++)
				if (at[i] >= from[k] - 2 && at[i] <= to[k] + 2 &&
				    (!best || size(peak[k] - deg[i]) < size(peak[best] - deg[i])))
					best = k
			hit[best] = 1
			good = best && size(peak[best] - deg[i]) <= 8
			printf "%9.2f %5.1f   %s\n", at[i], deg[i], best ? sprintf("%7.2f %7.2f %5.1f %s%s", \
				from[best], to[best], peak[best], verdict[best], good ? "" : "  MISSED") : "MISSED"
			bad += !good
		}
		for (k = 1; k <= m; k++)
			if (!hit[k] && peak[k] > 38) {
				printf "no bend listed     %7.2f %7.2f %5.1f  TOO MUCH\n", from[k], to[k], peak[k]
				bad++
			} else if (!hit[k] && peak[k] > other)
				other = peak[k]
		printf "%d bends, %d repetitions, the deepest other one %.1f deg\n", n, m, other
		exit bad > 0 || n == 0
	}' "$T/bends" "$T/reps" || failed=1
}

# --- walking --------------------------------------------------------------------------------------

# when FILE: the seconds in which it is a walk
when() {
	walk_s=$(tr -d ' \n' <"$(dirname "$1")/INDEX.json" | sed 's/"file":/\n/g' |
		sed -n "s/^\"$(basename "$1")\".*\"walk_s\":\[\([0-9.]*\),\([0-9.]*\)\].*/\1 \2/p")
	echo "${walk_s:-0 1e9}"
}

# walk FILE MOUNT EXERCISE...: one line a file and mount
walk() {
	file=$1 mount=$2 neutral=0 reps=0 later=0 holds=0 told=
	shift 2
	walk_s=$(when "$file")
	for id in "$@"; do
		replay "$file" "$id" "$mount"
		neutral=$((neutral + $(grep -c '"event":"neutral"' "$T/lines")))
		sed -n 's/.*"event":"rep".*"start":\([0-9.]*\),.*/\1/p' "$T/lines" >"$T/reps"
		n=$(awk -v w="$walk_s" 'BEGIN { split(w, b, " ") } $1 <= b[2] { n++ } END { print n + 0 }' "$T/reps")
		later=$((later + $(wc -l <"$T/reps") - n))
		h=$(grep '"event":"hold"' "$T/lines" | grep -c '"valid":true')
		reps=$((reps + n)) holds=$((holds + h))
		[ "$n$h" = 00 ] || told="$told $id:$n/$h"
		grep -q '"event":"summary"' "$T/lines" || { echo "FAILED: no summary: $file as $id"; failed=1; }
	done
	printf '%-36s %-9s %3d of %d %6d %6d %6d %s\n' "$(basename "$file")" "$mount" "$neutral" $# $reps $holds \
		$later "$told"
	files=$((files + 1)) all_reps=$((all_reps + reps)) all_holds=$((all_holds + holds)) all_later=$((all_later + later))
	all_neutrals=$((all_neutrals + neutral))
}

supine="knee-hug wall-legs forehead-to-knee curl-tilts crocodile-1 crocodile-2 rolls pillow-arch full-breathing"

walking() {
	files=0 all_reps=0 all_holds=0 all_neutrals=0 all_later=0
	printf '%-36s %-9s %s\n' "walk, as chair-slope" mount "neutral   reps  holds  after the walk"
	for m in +y,-z,-x -y,+z,-x +z,+y,-x -z,-y,-x; do
		walk "$DATA/skdh_lumbar/skdh_gait_input2.csv.gz" $m chair-slope
	done
	for f in "$DATA"/mobgap_lowerback/*_Test5_*.csv.gz; do
		walk "$f" +z,-y,+x chair-slope
	done
	for f in "$DATA"/ipol_l5_gait/*.csv.gz; do
		walk "$f" -z,+y,+x chair-slope
		walk "$f" +z,-y,+x chair-slope
	done
	echo "lying on the back, all of: $supine"
	walk "$DATA/skdh_lumbar/skdh_gait_input2.csv.gz" -x,+y,-z $supine
	for f in "$DATA"/mobgap_lowerback/*_Test5_*.csv.gz "$DATA"/ipol_l5_gait/*.csv.gz; do
		walk "$f" +x,+y,+z $supine
	done
	echo "walking: $files rows, $all_neutrals neutrals taken, $all_reps repetitions, $all_holds valid holds" \
		"($all_later repetitions after the walks)"
	[ $all_reps = 0 ] && [ $all_holds = 0 ] || failed=1
	[ $all_neutrals -gt 0 ] || { echo "FAILED: no neutral was taken anywhere, so nothing was shown"; failed=1; }
}

bends
walking
[ $failed = 0 ] && echo "passed" || echo "FAILED"
exit $failed

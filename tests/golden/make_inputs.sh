#!/bin/sh
# How the recordings in in/ were made. They are kept, not made anew in a test: a change of the
# synthetic wearer must not change what the core is held against.
#
#	SH_PROGRAM=build/release/spinehold tests/golden/make_inputs.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: make_inputs.sh FOLDER}
LC_ALL=C
export LC_ALL
mkdir -p "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# recording NAME EVERY SIMULATE-ARGUMENTS...: a CSV of every EVERYth sample (the wearer gives 100 a
# second, so 2 makes 50 Hz)
recording() {
	name=$1 every=$2
	shift 2
	"$SH_PROGRAM" simulate "$@" --output "$scratch/in.csv"
	awk -v every="$every" 'NR == 1 || (NR - 2) % every == 0' "$scratch/in.csv" | gzip -9n >"$out/$name.csv.gz"
}

recording fish-good 1 frozen-fish --hold 3 --sets 1 --seed 11
recording fish-faults 2 frozen-fish --hold 3 --sets 1 --seed 12 --fault too-deep --fault over-limit
recording fish-gap 2 frozen-fish --hold 3 --sets 1 --seed 13 --fault gap-3s
recording crocodile-good 2 crocodile-1 --sets 1 --reps 1 --seed 14
recording crocodile-faults 4 crocodile-1 --sets 1 --reps 1 --seed 15 --fault too-deep --fault too-shallow
recording cat-good 2 cat --duration 15 --seed 16 --sensor wt901
recording cat-faults 2 cat --duration 15 --seed 17 --fault too-deep --fault jerk
recording slope-good 1 chair-slope --sets 1 --reps 1 --seed 18 --mount +z,-y,+x

# session logs with a catalog of one exercise, which keeps them small
"$SH_PROGRAM" simulate frozen-fish --catalog "$here/fish.yaml" --seed 19 --fault bit-errors \
	--fault dropped-packets --output "$out/fish-noisy.mcap"
"$SH_PROGRAM" simulate frozen-fish --catalog "$here/fish.yaml" --seed 20 --protocol witmotion \
	--fault clock-jitter --output "$out/fish-witmotion.mcap"

# bytes as they came, from the middle of a frame on, with noise in them
"$SH_PROGRAM" simulate frozen-fish --catalog "$here/fish.yaml" --seed 21 --output "$scratch/raw"
{
	tail -c +20 "$scratch/raw" | head -c 9000
	gzip -9n <"$here/fish.yaml" | head -c 300
	tail -c +9020 "$scratch/raw"
} >"$out/fish-raw.bin"

# Something like walking: upright, still for 4 s, then 1.9 steps a second. Made by formula; not from
# a person.
awk 'BEGIN {
	pi = atan2(0, -1)
	print "t_s,ax,ay,az,gx,gy,gz"
	for (i = 0; i < 1500; i++) {
		t = i / 50; w = t < 4 ? 0 : t < 5 ? t - 4 : 1
		step = 2 * pi * 1.9 * t; stride = step / 2
		printf "%.3f,%.5f,%.5f,%.5f,%.6f,%.6f,%.6f\n", t,
			w * (1.6 * sin(step + 0.7) + 0.5 * sin(2 * step)) - 0.3,
			w * 1.2 * sin(stride) + 0.1,
			9.8 + w * (3.1 * sin(step) + 1.1 * sin(2 * step + 1)),
			w * 0.35 * sin(stride + 0.4), w * 0.45 * sin(step + 0.2), w * 0.55 * sin(stride + 1.1)
	}
}' | gzip -9n >"$out/walking-like.csv.gz"

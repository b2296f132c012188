#!/bin/sh
# What a profile knows of the person is in force: limits by age or by the own range, the breath that is
# not held. The log carries it, so the replay says the same.
#
# Needs SH_PROGRAM and SH_SOURCE_DIR.
set -u
. "${SH_SOURCE_DIR:?}/tests/e2e/lib.sh"

# coached PROFILE-TEXT ARGS...: a session log of a simulated wearer with that profile, verified
coached() {
	printf 'version: 1\n%s\n' "$1" >"$work/profile.yaml"
	shift
	rm -f "$work/log.mcap"
	run 0 "simulate $*" simulate "$@" --seed 3 --profile "$work/profile.yaml" --output "$work/log.mcap"
	run 0 "verify $*" verify "$work/log.mcap"
	run 0 "replay $*" replay "$work/log.mcap" --output-format jsonl
}

coached "age: 70" cat --duration 20
prints '"limit_deg":27.8,"level":null,"scaled_by":"age"'
prints '"arch_limit_deg":-13.5,"age":70'
prints '"completed":true'

coached "comfort_deg: {flexion: 40, extension: 12}" cat --duration 20
prints '"limit_deg":22.9,"level":null,"scaled_by":"range"'

coached "breath_through: on" crocodile-1 --reps 1
prints '"cue":"breathe-through"'
prints_not '"cue":"hold-breath"'

# what a therapist wrote into a step stays; the other step is scaled
cat >"$work/mine.yaml" <<'END'
version: 1
id: mine
title: Mine
steps:
  - exercise: cat
    dose: {duration: 10}
    limits: {round: {target: [6, 15], warn: 24, limit: 30}}
  - exercise: knee-hug
    dose: {hold: 10}
END
coached "age: 70" --programme "$work/mine.yaml"
prints '"id":"cat".*"limit_deg":30.0,"level":null,"scaled_by":"none"'
prints '"id":"knee-hug".*"scaled_by":"age"'

done_here

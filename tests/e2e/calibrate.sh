#!/bin/sh
# calibrate: from recordings and guided, the profile it writes, and that a session by that profile is
# right, carried by its log and replayed to the byte.
#
#	calibrate.sh WRITE_CALIB
. "$SH_SOURCE_DIR/tests/e2e/lib.sh"
write=$1
p=$work/p.yaml

record() { # NAME ARGS...: a synthetic recording
	to=$work/$1
	shift
	"$write" "$@" >"$to" || fail "write_calib $*"
}

value() { sed -n "s/^ *$1: \([-0-9.e]*\).*/\1/p" "$p"; }

# is KEY CONDITION: an awk condition on x, the value of the key in the profile
is() {
	checks=$((checks + 1))
	x=$(value "$1")
	awk -v x="$x" "BEGIN { exit !(x != \"\" && ($2)) }" || fail "$1 is '$x', not $2" "$p"
}

# --- from recordings -----------------------------------------------------------------------------
record still.csv csv s mpu6050 100 1
record faces.csv csv f mpu6050 100 1 more=6
record turns.csv csv t mpu6050 100 1 delay=6

run 0 "still" calibrate still "$work/still.csv" --profile "$p"
prints '^gyro bias -12.8.. -16.8.. -7.6.. deg/s'
prints '^pass: the rate stood within 0.05'
prints "^written: $p\$"
[ ! -e "$p.bak" ] || fail "a .bak of nothing"
is rate_hz "x == 100"
is gyro_noise_deg_s "x > 0.04 && x < 0.06"
run 0 "faces" calibrate faces "$work/faces.csv" --profile "$p"
prints '^pass: 12 poses: the length of gravity was off by 0.4'
is residual_m_s2 "x < 0.02"
checks=$((checks + 1))
[ -f "$p.bak" ] && ! grep -q faces "$p.bak" || fail "the profile before is not kept as .bak"
run 0 "delay" calibrate delay "$work/turns.csv" --profile "$p"
is acc_delay_s "x > 0.005 && x < 0.007"
grep -q gyro_bias_deg_s "$p" && grep -q acc_matrix "$p" || fail "something was lost on the way" "$p"
cp "$p" "$work/good.yaml"

run 0 "without a file to write" calibrate still "$work/still.csv"
prints '^gyro_bias_deg_s: \[-12.8'
prints '^Nothing was written'

# --- what fails says why, and leaves an earlier pass alone ------------------------------------------
record missing.csv csv f mpu6050 100 1 skip=2
record short.csv csv f mpu6050 100 1 hold=1.4
record noisy.csv csv s mpu6050 100 1 noise=4
record hand.csv csv h mpu6050 100 1
run 1 "a face is missing" calibrate faces "$work/missing.csv" --profile "$p"
says 'it never lay with +y up'
run 1 "left too soon" calibrate faces "$work/short.csv" --profile "$p"
says 'it was not still for 1.5 s'
run 1 "too noisy" calibrate still "$work/noisy.csv" --profile "$p"
says '(0.15 is allowed)'
run 1 "never still" calibrate still "$work/hand.csv" --profile "$p"
says 'leave it alone for 5 s'
run 1 "no turns" calibrate delay "$work/still.csv" --profile "$p"
says 'too little turning'
run 3 "no bias is known" calibrate delay "$work/hand.csv"
says 'begin the recording with three seconds on a table'
expect "the profile is as it was" cmp "$p" "$work/good.yaml"
run 1 "a failure in a profile of its own" calibrate still "$work/noisy.csv" --profile "$work/new.yaml"
expect "it is told there" grep -q 'verdict: fail' "$work/new.yaml"
! grep -q gyro_bias "$work/new.yaml" || fail "numbers of a failure were kept" "$work/new.yaml"

# --- wrong usage, bad files ---------------------------------------------------------------------------
run 2 "another word" calibrate all
says 'say still, faces, delay or wear'
run 2 "another method" calibrate wear "$work/still.csv" --method standing
says 'there are stand-lie, bows and lying'
run 2 "another exercise" calibrate wear "$work/still.csv" --exercise fish
run 2 "a method of nothing" calibrate still "$work/still.csv" --method lying
says 'belong to wear'
run 2 "a recording and a port" calibrate still "$work/still.csv" --port /dev/null
run 2 "two recordings" calibrate still "$work/still.csv" "$work/still.csv"
run 2 "no name" calibrate still "$work/still.csv" --profile ''
run 3 "no recording" calibrate still "$work/nothing.csv"
run 3 "not a recording" calibrate still "$p"
run 3 "a folder" calibrate still "$work/still.csv" --profile "$work"
printf 'version: 1\nmount: +x,+x,+z\n' >"$work/bad.yaml"
run 3 "a bad profile is not overwritten" calibrate still "$work/still.csv" --profile "$work/bad.yaml"
says "$work/bad.yaml:2: 'mount' is '+x,+x,+z'"
run 3 "a bad profile in a session" replay "$work/still.csv" --profile "$work/bad.yaml"
says ':2: '
run 3 "no profile" replay "$work/still.csv" --profile "$work/none.yaml"
says 'open the profile'
printf 'acc_delay: 0.01\n' >"$work/bad.yaml"
run 3 "a key that is none" export "$work/still.csv" --profile "$work/bad.yaml"
says "did you mean 'acc_delay_s'"

# --- in force: live, replay, simulate, export, verify ---------------------------------------------------
run 0 "simulate with it" simulate frozen-fish --seed 3 --sets 1 --profile "$p" --output "$work/a.mcap"
run 0 "verify" verify "$work/a.mcap"
run 2 "its log brings its own" replay "$work/a.mcap" --profile "$p"
says 'carries its own'
checks=$((checks + 1))
grep -qa 'acc_delay_s: 0.00' "$work/a.mcap" || fail "the log does not carry the profile"
run 0 "simulate without" simulate frozen-fish --seed 3 --sets 1 --output "$work/b.mcap"
run 0 "verify without" verify "$work/b.mcap"

# the mount of a profile is that of --mount, and --mount wins
run 0 "a recording" simulate frozen-fish --seed 3 --sets 1 --sensor ideal --mount +z,-y,+x --output "$work/m.csv"
printf 'mount: +z,-y,+x\n' >"$work/mount.yaml"
printf 'mount: [0, 0.70710678, 0, 0.70710678]\n' >"$work/quat.yaml"
run 0 "by --mount" replay "$work/m.csv" --exercise frozen-fish --sets 1 --output-format jsonl --mount +z,-y,+x
cp "$work/out" "$work/by-mount"
run 0 "by profile" replay "$work/m.csv" --exercise frozen-fish --sets 1 --output-format jsonl --profile "$work/mount.yaml"
expect "the same" cmp "$work/out" "$work/by-mount"
run 0 "by quaternion" replay "$work/m.csv" --exercise frozen-fish --sets 1 --output-format jsonl --profile "$work/quat.yaml"
expect "the same" cmp "$work/out" "$work/by-mount"
printf 'mount: +x,+y,+z\n' >"$work/other.yaml"
run 0 "--mount wins" replay "$work/m.csv" --exercise frozen-fish --sets 1 --output-format jsonl --profile "$work/other.yaml" --mount +z,-y,+x
expect "the same" cmp "$work/out" "$work/by-mount"

# what was measured stays in the rows; the orientation is the corrected one
run 0 "export" export "$work/faces.csv" --profile "$p"
cp "$work/out" "$work/with"
run 0 "export without" export "$work/faces.csv"
cut -d, -f1-8 "$work/with" >"$work/a"
cut -d, -f1-8 "$work/out" >"$work/b"
expect "the readings are the same" cmp "$work/a" "$work/b"
! cmp -s "$work/with" "$work/out" || fail "the profile changed nothing"

# live, through a pseudo-terminal; its log replays to the byte
printf 'acc_delay_s: 0.002\nacc_offset_m_s2: [0.1, 0, 0]\n' >"$work/small.yaml"
port wearer "$SH_PROGRAM" simulate frozen-fish --pty --sets 1 --speed 20 --seed 4
listen session "$port" --exercise frozen-fish --sets 1 --profile "$work/small.yaml"
ended "$id"
[ "$status" -eq 0 ] || fail "live with a profile: $status" "$work/session.err"
same_by_replay session
expect "its log carries the profile" grep -qa 'acc_delay_s: 0.002' "$log"

# --- guided --------------------------------------------------------------------------------------------
record guided.bin frames sft mpu6050 100 2 delay=4
guide() { # STATUS FILE ARGS...: guided, from standard input as the port
	wanted=$1
	from=$2
	shift 2
	checks=$((checks + 1))
	timeout -k 2 20 "$SH_PROGRAM" calibrate --port - "$@" <"$work/$from" >"$work/out" 2>"$work/err"
	status=$?
	what="guided $from"
	[ "$status" -eq "$wanted" ] || fail "guided $from: $status, not $wanted" "$work/out" "$work/err"
	said_properly "$status" "$work/err" && is_clean "$work/out" || fail "guided $from: stderr" "$work/err"
}
rm -f "$p"
guide 0 guided.bin --profile "$p"
prints '^Still: '
prints 'got it, 6 of 6'
prints '^Turns: '
prints '  pass: the accelerometer is'
is acc_delay_s "x > 0.003 && x < 0.005"
is residual_m_s2 "x < 0.02"
guide 0 guided.bin --data-dir "$work/data" --auto
expect "a place of its own" test -f "$work/data/profiles/sensor.yaml"
record ended.bin frames sf mpu6050 100 2 skip=1
rm -f "$p"
guide 1 ended.bin --profile "$p"
says 'the data ended before all was done'
prints 'still to come: -x$'
expect "what passed is kept" grep -q gyro_bias_deg_s "$p"
guide 1 still.csv --profile "$work/never.yaml" --protocol spinehold
[ ! -e "$work/never.yaml" ] || fail "a profile of nothing"

# --- how it is worn: +z, -y, +x, as the quaternion 0, 0.7071, 0, 0.7071 -----------------------------------
near_mount() { # TEXT: the mount in the profile is within 4 degrees of the true one
	checks=$((checks + 1))
	sed -n 's/^mount: \[\(.*\)\]$/\1/p' "$p" | tr -d , |
		awk 'NF == 4 { c = ($2 + $4) * 0.70710678; if (c < 0) c = -c; ok = c > 0.99939 } END { exit !ok }' ||
		fail "$1: the mount is another" "$p"
}
record worn.csv csv w mpu6050 100 1
record bowed.csv csv wb ideal 100 3
record lying.csv csv l ideal 100 3
record front.csv csv wb ideal 100 3 front=1
record worn.bin frames wb ideal 100 3 hold=18
printf 'mount: +x,+y,+z\nage: 50\n' >"$p"
cp "$p" "$work/before.yaml"
run 0 "worn: bows" calibrate wear "$work/bowed.csv" --method bows --profile "$p"
prints '^stand: Stand relaxed and still.$'
prints '^lie: Lie on your back'
prints '^bows: Stand up'
prints '^  pass: '
near_mount "bows"
expect "the check is in the profile" grep -q '^wearing:$' "$p"
expect "its verdict too" grep -q '^  verdict: pass' "$p"
expect "the rest is still there" grep -q '^age: 50' "$p"
expect "the profile before is kept" cmp "$p.bak" "$work/before.yaml"
cp "$p" "$work/worn.yaml"
run 1 "worn: on the front" calibrate wear "$work/front.csv" --method bows --profile "$p"
prints '^  not yet: '
says 'wear failed: '
expect "an earlier pass is left alone" cmp "$p" "$work/worn.yaml"
run 1 "worn: cut short" calibrate wear "$work/still.csv" --profile "$p"
says "the data ended at 'lie'"
expect "still left alone" cmp "$p" "$work/worn.yaml"
rm -f "$p"
run 0 "worn: lying" calibrate wear "$work/lying.csv" --method lying --profile "$p"
prints '^roll: '
near_mount "lying"
run 1 "worn above the waist it would be the other way round" calibrate wear "$work/lying.csv" --method lying --exercise fish-lifts
cp "$work/good.yaml" "$p"
rm -f "$p.bak"
run 0 "worn: a poor sensor" calibrate wear "$work/worn.csv" --profile "$p"
expect "what was known stays" grep -q acc_matrix "$p"
run 0 "worn: nowhere to write" calibrate wear "$work/worn.csv"
prints '^mount: \['
prints '^Nothing was written'
run 0 "in force" replay "$work/worn.csv" --profile "$work/worn.yaml"
rm -f "$p"
checks=$((checks + 1))
timeout -k 2 20 "$SH_PROGRAM" calibrate wear --method bows --port - --profile "$p" <"$work/worn.bin" >"$work/out" 2>"$work/err" ||
	fail "guided wear" "$work/out" "$work/err"
what="guided wear"
prints 'In ten seconds, be standing'
prints '^  pass: '
near_mount "guided"

# --- the worked examples, and the profiles that come with the program ----------------------------------
cal=$SH_SOURCE_DIR/calibration
for file in "$cal"/profiles/*.yaml; do
	run 0 "$(basename "$file")" replay "$work/still.csv" --profile "$file"
done
rm -f "$p"
run 0 "example: still" calibrate still "$cal/examples/still.csv.gz" --profile "$p"
run 0 "example: faces" calibrate faces "$cal/examples/faces.csv.gz" --profile "$p"
run 0 "example: delay" calibrate delay "$cal/examples/turns.csv.gz" --profile "$p"
sed 's/date: .*/date: "2026-11-22"/' "$p" >"$work/example.yaml"
expect "the example's profile is the one that is shown" cmp "$work/example.yaml" "$cal/examples/profile.yaml"
done_here

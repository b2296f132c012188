/* The table of faults: one row each, in the order of the enum. The names are what people type and
 * what stands in truth files, so they are added to but not changed. The verdicts follow the words
 * of the contract; where the coach cannot know (one sensor, hips rocking) the row says so. */

#include "sim/faults.h"

#include <string.h>

static const struct sh_sim_fault_info table[SH_FAULTS] = {
	[SH_FAULT_TOO_DEEP] =
		{"too-deep",
		 "one attempt goes to warn + 3 degrees, or not quite half way to the limit",
		 "warning depth; rep deep; a hold counts nothing for it"},
	[SH_FAULT_OVER_LIMIT] = {"over-limit",
				 "once, one attempt goes to limit + 3 degrees for 1 s, then home",
				 "warning depth and limit; hold reason limit or rep deep"},
	[SH_FAULT_TOO_SHALLOW] = {"too-shallow",
				  "one attempt ends between where a rep begins and the target",
				  "rep shallow; no hold begins"},
	[SH_FAULT_PARTIAL] = {"partial", "one attempt goes to 30 % of the target's middle only",
			      "no rep, no hold"},
	[SH_FAULT_WRONG_POSITION] = {"wrong-position",
				     "in the middle of an attempt the wearer turns over and back",
				     "warning position; rep unsure or hold reason position"},
	[SH_FAULT_GAP_3S] = {"gap-3s", "3 s of samples are missing in the middle of an attempt",
			     "gap; rep unsure or hold reason gap"},
	[SH_FAULT_PELVIS_TIPS] =
		{"pelvis-tips",
		 "oblique-raise: the pelvis tips by 13.9 +- 4.7 degrees, beyond warn",
		 "warning depth, and limit where it is crossed; a hold counts nothing"},
	[SH_FAULT_JERK] = {"jerk", "one way out is a snatch of 0.45 s or less",
			   "warning jerk; rep jerky, which counts"},
	[SH_FAULT_TREMBLE] = {"tremble", "one stay trembles at 9 Hz with up to 8 deg/s",
			      "warning tremor in a long hold; the attempt counts"},
	[SH_FAULT_SAG] = {"sag", "one stay sinks by 3 degrees or a quarter, inside the hysteresis",
			  "warning sag in a long hold; the attempt counts"},
	[SH_FAULT_PAUSE_MID_REP] = {"pause-mid-rep",
				    "one way out stops half way, or a little later, for 2 s",
				    "one rep or hold, not two"},
	[SH_FAULT_COUGH] = {"cough", "three short pulses in one stay",
			    "nothing: the attempt counts"},
	[SH_FAULT_EARLY_STOP] = {"early-stop",
				 "half way through the dose the wearer stops for good",
				 "completed false"},
	[SH_FAULT_HIPS_ROCK] = {"hips-rock",
				"pelvis and thorax move as one, the spine does not bend",
				"two sensors: no rounding; one sensor cannot know"},
	[SH_FAULT_RIBCAGE_FOLLOWS] = {"ribcage-follows", "the thorax turns with the pelvis",
				      "two sensors: no twist; one sensor cannot know"},
	[SH_FAULT_SLIP_8] = {"slip-8",
			     "the belt slips by 8 degrees, between sets where there are any",
			     "at the threshold: warning slip or none, never a count lost after the "
			     "next neutral"},
	[SH_FAULT_SLIP_15] = {"slip-15", "the belt slips by 15 degrees", "warning slip"},
	[SH_FAULT_DROPPED_PACKETS] =
		{"dropped-packets", "2 % of the samples never arrive",
		 "lost counted; no gap event for single ones; verdicts as without"},
	[SH_FAULT_CLOCK_JITTER] =
		{"clock-jitter", "samples arrive up to 8 ms early or late (live and session logs)",
		 "verdicts as without"},
	[SH_FAULT_BIT_ERRORS] = {"bit-errors", "about one bit in 40000 is flipped on the line",
				 "bad frames counted; verdicts as without"},
	[SH_FAULT_TEMPERATURE_RAMP] = {"temperature-ramp",
				       "the sensor warms from 25 to 33 degrees C, its bias with it",
				       "verdicts as without"},
	[SH_FAULT_MOUNT_UPSIDE_DOWN] =
		{"mount-upside-down", "the box is worn upside down",
		 "angles of the wrong sign, warning position, or lying on the side "
		 "left for right, unless --mount or a profile tells"},
	[SH_FAULT_MOUNT_ROTATED] = {"mount-rotated", "the box is turned 90 degrees on the back",
				    "angle on the wrong axis or unobservable, unless --mount or a "
				    "profile tells"},
	[SH_FAULT_SWAPPED_SENSORS] = {"swapped-sensors",
				      "two sensors: low back and upper back are exchanged",
				      "curve of the wrong sign"},
	[SH_FAULT_ACC_CLIPPING] = {"acc-clipping",
				   "an accelerometer of 2 g, and rolls that land with 3.2 g",
				   "verdicts as without"},
};

const struct sh_sim_fault_info *sh_sim_fault_info(enum sh_sim_fault f)
{
	return &table[f];
}

enum sh_sim_fault sh_sim_fault_find(const char *name)
{
	int i = 0;

	while (i < SH_FAULTS && strcmp(table[i].name, name) != 0)
		i++;
	return (enum sh_sim_fault)i;
}

int sh_sim_fault_in(uint32_t mask, enum sh_sim_fault f)
{
	return (mask >> (unsigned)f & 1u) != 0;
}

int sh_sim_fault_counts(enum sh_sim_fault f)
{
	return f >= SH_FAULT_JERK;
}

/* What one sensor can and cannot see, exercise by exercise (biomechanics table A).
 *
 * It is said before the exercise is begun, because afterwards nobody believes that a number on a
 * screen left the most important thing out.
 */

#include "tui/menu_words.h"

struct seen {
	const char *id, *sees, *misses;
};

static const struct seen by_id[] = {
	{"rolls", "how many rolls, how far each goes, how fast, and a roll towards the neck",
	 "how round the back is: the whole body turns; which vertebrae touch the floor"},
	{"knee-hug", "the tuck of the pelvis, a lifting tailbone, time and steadiness",
	 "bending to the side, where the knees are, how hard you press"},
	{"wall-legs", "side first and then back, the pelvis lifting, time, how fast you lower",
	 "the legs and knees; round and arch while you still lie on the side"},
	{"forehead-to-knee", "the tuck of the pelvis, time, shaking",
	 "the curl of the chest, so you are rounder than it shows; which leg it is"},
	{"cat", "the pelvis tilting both ways, cycles, tempo, smoothness",
	 "the upper back and neck; rocking back onto the heels looks like rounding"},
	{"cat-side-turns", "short bends to each side",
	 "a bend that is held long: this angle drifts on hands and knees"},
	{"pillow-rest", "sinking in, stillness, time", "how well the pillows carry you"},
	{"fish-lifts", "the angle of the back and the repetitions, worn one hand above the belt",
	 "hips that lift, the head; worn on the sacrum it could only count"},
	{"frozen-fish", "how long you hold, sinking, shaking",
	 "how high the legs are, where the arms are; worn on the sacrum the depth"},
	{"curl-tilts", "how high you curl, repetitions, jerks, worn one hand above the belt",
	 "the pelvis below it; worn on the sacrum it could only count"},
	{"oblique-raise", "the pelvis hiking up or rolling back: the two real faults",
	 "how high the legs are; round and arch in this position"},
	{"crocodile-1",
	 "the pelvis rolling left and right without drift, time, both sides compared",
	 "the ribcage turning along (then the spine does not twist), the head, the breath"},
	{"crocodile-2",
	 "the pelvis rolling left and right without drift, time, both sides compared",
	 "the ribcage turning along (then the spine does not twist), the head, the breath"},
	{"chair-slope", "how far the pelvis tips forward, tempo",
	 "bending in the hips or in the back: the one thing that matters; two sensors tell"},
	{"pillow-arch", "the small tilt of the pelvis, time",
	 "the arch itself where the ribs move along with the pelvis"},
	{"ball-roller", "nothing: take it off, the program only keeps the time",
	 "pressure and place; never roll over the sensor"},
	{"full-breathing", "stillness, and the breaths where the signal is good enough",
	 "how deep a breath is, which muscles do it"},
	{"rest", "that you really rest", "nothing is judged here"},
};

static const struct seen by_measure[SH_MEASURES] = {
	[SH_MEASURE_PELVIC_TILT] = {"", "the tilt of the pelvis, time, steadiness",
				    "the curve of the spine above it"},
	[SH_MEASURE_FORWARD_TILT] = {"", "the tilt of the segment that wears it, tempo",
				     "bending in the hips or in the back"},
	[SH_MEASURE_ROLL] = {"", "turning to each side, time", "whether the ribcage turns along"},
	[SH_MEASURE_SIDE_TILT] = {"", "tilting to each side, time", "the curve of the spine"},
	[SH_MEASURE_SWEEP] = {"", "how far each roll goes, how fast", "how round the back is"},
	[SH_MEASURE_STILLNESS] = {"", "stillness and time", "any angle"},
	[SH_MEASURE_BREATHING] = {"", "stillness, and breaths where the signal is good enough",
				  "how deep a breath is"},
};

void sh_menu_seen(const struct sh_menu_exercise *e, const char **ret_sees, const char **ret_misses)
{
	const struct seen *s = &by_measure[e->numbers.measure];

	for (size_t i = 0; i < sizeof(by_id) / sizeof(by_id[0]); i++) {
		if (sh_line_is(e->id, by_id[i].id))
			s = &by_id[i];
	}
	*ret_sees = s->sees;
	*ret_misses = s->misses;
}

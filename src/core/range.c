/* The comfort-range test. A movement here has no target, so the coach's rule for repetitions (35 %
 * of the target's middle) does not apply: the borders are fixed angles near neutral.
 *
 * The median of the newest three, and not the deepest: somebody who once went too far should not be
 * asked to go there again.
 */

#include "spinehold/range.h"

#include <string.h>

static const double OPEN_DEG = 4, SHUT_DEG = 2; /* biomechanics 1.1, the dead zone; half of it */
static const double FAST_DEG_S = 40;		/* biomechanics 1.4 */
static const double APART_DEG = 5;		/* biomechanics 2.2, K5 */

void sh_range_begin(struct sh_range *r, int first, bool both)
{
	memset(r, 0, sizeof(*r));
	r->way = first < 0 ? -1 : 1;
	r->both = both;
}

static struct sh_range_way *way_of(struct sh_range *r)
{
	return &r->ways[r->way < 0];
}

static double apart(const struct sh_range_way *w)
{
	double low = w->peak_deg[0], high = low;

	for (int i = 1; i < SH_RANGE_REPS; i++) {
		low = w->peak_deg[i] < low ? w->peak_deg[i] : low;
		high = w->peak_deg[i] > high ? w->peak_deg[i] : high;
	}
	return high - low;
}

static double median(const struct sh_range_way *w)
{
	double a = w->peak_deg[0], b = w->peak_deg[1], c = w->peak_deg[2];

	if (a > b) {
		double t = a;

		a = b;
		b = t;
	}
	if (c < a)
		return a;
	return c > b ? b : c;
}

static enum sh_range_news counted(struct sh_range *r)
{
	struct sh_range_way *w = way_of(r);

	r->last_deg = r->deepest_deg;
	if (w->n == SH_RANGE_REPS) {
		memmove(&w->peak_deg[0], &w->peak_deg[1],
			(SH_RANGE_REPS - 1) * sizeof(w->peak_deg[0]));
		w->n--;
	}
	w->peak_deg[w->n++] = r->deepest_deg;
	w->tries++;
	if (w->n < SH_RANGE_REPS)
		return SH_RANGE_COUNTED;
	w->passed = apart(w) <= APART_DEG;
	w->done = w->passed || w->tries >= SH_RANGE_TRIES;
	if (!w->done)
		return SH_RANGE_COUNTED;
	r->way = -r->way;
	if (r->both && !way_of(r)->done)
		return SH_RANGE_TURN;
	r->way = 0;
	return SH_RANGE_FINISHED;
}

enum sh_range_news sh_range_step(struct sh_range *r, const struct sh_angle *measure)
{
	double deg = r->way * measure->deg, rate = measure->rate_deg_s;

	if (r->way == 0)
		return SH_RANGE_NOTHING;
	if (!measure->observable) {
		r->open = false;
		return SH_RANGE_NOTHING;
	}
	if (!r->open) {
		if (!(deg > OPEN_DEG))
			return SH_RANGE_NOTHING;
		r->open = true;
		r->fast = false;
		r->deepest_deg = deg;
	}
	r->deepest_deg = deg > r->deepest_deg ? deg : r->deepest_deg;
	r->fast = r->fast || rate > FAST_DEG_S || rate < -FAST_DEG_S;
	if (deg >= SHUT_DEG)
		return SH_RANGE_NOTHING;
	r->open = false;
	return r->fast ? SH_RANGE_TOO_FAST : counted(r);
}

bool sh_range_result(const struct sh_range *r, int way, double n0_deg, double *ret)
{
	const struct sh_range_way *w = &r->ways[way < 0];

	if (!w->passed)
		return false;
	*ret = median(w) + (way < 0 ? -n0_deg : n0_deg);
	return true;
}

const char *sh_range_words(const struct sh_range *r)
{
	const struct sh_range_way *w;

	if (r->way == 0) {
		bool good = (r->ways[0].passed || !r->ways[0].done) &&
			    (r->ways[1].passed || !r->ways[1].done);

		return good ? "Your comfortable range is known."
			    : "The movements differed too much. Rest, and try again another day.";
	}
	w = &r->ways[r->way < 0];
	if (w->n == SH_RANGE_REPS)
		return "They differed. Once more, slowly, only as far as is comfortable.";
	return "Slowly, only as far as is comfortable, and back.";
}

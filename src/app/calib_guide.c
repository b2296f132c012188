/* Three steps: lie still, six faces, turns. What moves it on is stillness alone, so no hand has to
 * go to the keyboard while the other holds a sensor on its edge.
 *
 * The pose of the first step is the first face as well. A pose is told as soon as it counts, and is
 * taken again at its end, with all that came until then. A face that lies askew is forgotten and
 * asked for again; the others stay. */

#define _POSIX_C_SOURCE 200809L

#include "app/calib_guide.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/smath.h"

static const int64_t PATIENCE_US = 180000000, AGAIN_US = 15000000;
static const double MAX_TURNS_S = 80;

static void say(struct sh_calib_guide *g, const char *line)
{
	g->say(g->say_ctx, line);
}

static unsigned part(const struct sh_calib_guide *g)
{
	for (unsigned p = SH_CALIB_STILL; p <= SH_CALIB_DELAY_PART; p <<= 1) {
		if (g->left & p)
			return p;
	}
	return 0;
}

static void ask(struct sh_calib_guide *g)
{
	switch (part(g)) {
	case SH_CALIB_STILL:
		say(g, "Still: put the sensor on a table and leave it alone for five seconds.");
		break;
	case SH_CALIB_FACES_PART:
		say(g,
		    "Faces: lay it on each of its six faces, in any order, and let go until it is "
		    "told.");
		break;
	case SH_CALIB_DELAY_PART:
		say(g,
		    "Turns: take it in your hand and turn it about every axis, slowly and fast, in "
		    "place, for half a minute.");
		break;
	default:
		break;
	}
}

static void begin_part(struct sh_calib_guide *g)
{
	g->begun = g->waiting = false;
	g->n_poses = 0;
	g->pose_us = -1;
	sh_calib_turns_init(&g->turns);
	sh_profile_correction(g->profile, &g->known);
	ask(g);
}

static void tell(struct sh_calib_guide *g, bool pass, const struct sh_profile_check *c)
{
	char line[260];

	snprintf(line, sizeof(line), "  %s: %s", pass ? "pass" : "not yet", c->says);
	say(g, line);
}

static void end_part(struct sh_calib_guide *g, bool pass, const struct sh_profile_check *c)
{
	unsigned p = part(g);

	if (pass) {
		g->passed |= p;
	} else {
		g->failed |= p;
		g->last_failure = *c;
	}
	g->left &= ~p;
	begin_part(g);
}

/* --- still ----------------------------------------------------------------------------------- */

static void look_still(struct sh_calib_guide *g, const struct sh_calib_stretch *s)
{
	struct sh_profile_check c;
	struct sh_calib_still still;
	bool pass;

	if (g->waiting || s->duration_s < SH_CALIB_STILL_S)
		return;
	sh_calib_still_judge(s, &still);
	pass = sh_calib_take_still(g->profile, &still, g->date, &c);
	tell(g, pass, &c);
	if (pass)
		end_part(g, true, &c);
	else
		g->waiting = true;
	g->last_failure = c;
}

/* --- faces ----------------------------------------------------------------------------------- */

static int faces_there(const struct sh_calib_guide *g, bool there[SH_CALIB_FACES])
{
	int n = 0;

	memset(there, 0, sizeof(bool[SH_CALIB_FACES]));
	for (size_t i = 0; i < g->n_poses; i++) {
		int face = sh_calib_face(&g->poses[i].acc_m_s2);

		if (face >= 0 && !there[face]) {
			there[face] = true;
			n++;
		}
	}
	return n;
}

static void forget_face(struct sh_calib_guide *g, int face)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_poses; i++) {
		if (sh_calib_face(&g->poses[i].acc_m_s2) != face)
			g->poses[n++] = g->poses[i];
	}
	g->n_poses = n;
	g->pose_us = -1;
}

static void solve_faces(struct sh_calib_guide *g)
{
	struct sh_profile_check c;
	struct sh_calib_faces f;
	bool pass;

	sh_calib_faces_solve(g->poses, g->n_poses, &f);
	pass = sh_calib_take_faces(g->profile, &f, g->date, &c);
	tell(g, pass, &c);
	g->last_failure = c;
	if (pass) {
		end_part(g, true, &c);
		return;
	}
	g->waiting = true;
	if (f.verdict == SH_CALIB_FACE_ASKEW)
		forget_face(g, f.face);
	else
		g->n_poses = 0;
	say(g, "  lay it there once more.");
}

static void say_face(struct sh_calib_guide *g, int face, bool is_new)
{
	bool there[SH_CALIB_FACES];
	char line[160], missing[40] = "";
	int n = faces_there(g, there);

	for (int i = 0; i < SH_CALIB_FACES; i++) {
		if (!there[i]) {
			strcat(missing, " ");
			strcat(missing, sh_calib_face_name(i));
		}
	}
	if (face < 0)
		snprintf(line, sizeof(line), "  leaning: that is no face, but it helps.");
	else if (!is_new)
		snprintf(line, sizeof(line), "  %s up: there already.", sh_calib_face_name(face));
	else
		snprintf(line, sizeof(line), "  %s up: got it, %d of 6%s%s",
			 sh_calib_face_name(face), n, n < 6 ? "; still to come:" : ".", missing);
	say(g, line);
}

static void look_face(struct sh_calib_guide *g, const struct sh_calib_stretch *s)
{
	const struct sh_calib_pose pose = {s->acc_m_s2, s->duration_s};
	bool there[SH_CALIB_FACES];
	int face = sh_calib_face(&pose.acc_m_s2);
	bool is_new;

	if (g->waiting || pose.duration_s < SH_CALIB_POSE_S)
		return;
	if (g->pose_us == s->t_us) { /* the same one, longer */
		g->poses[g->n_poses - 1] = pose;
		return;
	}
	if (g->n_poses == SH_CALIB_POSES_MAX)
		return;
	(void)faces_there(g, there);
	is_new = face >= 0 && !there[face];
	g->poses[g->n_poses++] = pose;
	g->pose_us = s->t_us;
	g->since_us = s->t_us;
	say_face(g, face, is_new);
	if (faces_there(g, there) == SH_CALIB_FACES && is_new)
		solve_faces(g);
}

/* --- turns ----------------------------------------------------------------------------------- */

static void look_turns(struct sh_calib_guide *g, const struct sh_sample *s, bool resting)
{
	struct sh_calib_delay d;
	struct sh_profile_check c;
	struct sh_sample x = *s;
	char line[80];
	double before = g->turns.total_s;
	bool pass;

	if (resting && g->turns.total_s <= 0)
		return; /* not taken up yet */
	sh_correction_apply(&g->known, &x);
	sh_calib_turns_step(&g->turns, &x);
	if (!(g->turns.total_s > before))
		return;
	sh_calib_turns_solve(&g->turns, &d);
	snprintf(line, sizeof(line), "  %.0f s of %.0f", g->turns.total_s, SH_CALIB_TURNS_S);
	say(g, line);
	if (g->turns.total_s < SH_CALIB_TURNS_S ||
	    (d.verdict != SH_CALIB_PASS && g->turns.total_s < MAX_TURNS_S))
		return;
	pass = sh_calib_take_delay(g->profile, &d, g->date, &c);
	tell(g, pass, &c);
	end_part(g, pass, &c);
}

/* --- all ------------------------------------------------------------------------------------- */

void sh_calib_guide_begin(struct sh_calib_guide *g, unsigned parts, struct sh_profile *profile,
			  sh_calib_say *line, void *ctx)
{
	memset(g, 0, sizeof(*g));
	g->say = line;
	g->say_ctx = ctx;
	g->left = parts;
	g->profile = profile;
	sh_calib_today(g->date);
	sh_calib_rest_init(&g->rest);
	begin_part(g);
}

/* Long without anything new: asked again; far too long: given up. */
static void watch_time(struct sh_calib_guide *g, int64_t t_us)
{
	struct sh_profile_check c = {.known = true};

	if (!g->begun) {
		g->begun = true;
		g->since_us = g->told_us = t_us;
	}
	if (t_us - g->since_us > PATIENCE_US) {
		snprintf(c.says, sizeof(c.says), "given up after %d minutes%s%.150s",
			 (int)(PATIENCE_US / 60000000), g->last_failure.says[0] ? "; last: " : "",
			 g->last_failure.says);
		tell(g, false, &c);
		end_part(g, false, &c);
	} else if (t_us - g->told_us > AGAIN_US && part(g) == SH_CALIB_STILL) {
		g->told_us = t_us;
		say(g, "  it is not still yet.");
	}
}

void sh_calib_guide_sample(struct sh_calib_guide *g, const struct sh_sample *s)
{
	struct sh_calib_stretch now;
	bool ended = sh_calib_rest_step(&g->rest, s, &now), resting;

	if (sh_calib_guide_over(g))
		return;
	watch_time(g, s->t_us);
	if (ended && part(g) == SH_CALIB_FACES_PART)
		look_face(g, &now);
	if (ended) {
		g->waiting = false;
		g->pose_us = -1;
	}
	resting = sh_calib_rest_now(&g->rest, &now);
	if (part(g) == SH_CALIB_DELAY_PART)
		look_turns(g, s, resting);
	else if (resting && part(g) == SH_CALIB_STILL)
		look_still(g, &now);
	else if (resting && part(g) == SH_CALIB_FACES_PART)
		look_face(g, &now);
}

void sh_calib_guide_redo(struct sh_calib_guide *g)
{
	if (sh_calib_guide_over(g))
		return;
	say(g, "  from the beginning of this step.");
	sh_calib_rest_init(&g->rest);
	begin_part(g);
}

bool sh_calib_guide_over(const struct sh_calib_guide *g)
{
	return g->left == 0;
}

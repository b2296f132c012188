/* See the header for the states.
 *
 * A step of one sample forwards is a seek to one microsecond after this one: the next sample is the
 * first at or after that, whatever the rate. A step back is a seek to the time of the sample
 * before, which is always remembered because a seek passes it. Beyond either end a seek stops at
 * the end.
 */

#include "app/replay_control.h"

#include <assert.h>

#include "tui/term.h"

enum { TENTH_US = 100000, SECOND_US = 1000000 };

void sh_replay_init(struct sh_replay_control *c, double factor, int64_t hold_at_us,
		    const struct sh_timeline *timeline, bool can_rewind)
{
	assert(c);
	*c = (struct sh_replay_control){.factor = factor, .timeline = timeline};
	c->can_rewind = can_rewind && timeline;
	c->speed = SH_REPLAY_MAX;
	if (factor > 0) {
		/* the nearest of the steps; the factor itself stays as it was asked for */
		for (c->speed = SH_REPLAY_SLOWEST; c->speed < SH_REPLAY_FASTEST; c->speed++) {
			double step = c->speed < 0 ? 1.0 / (1 << -c->speed) : 1 << c->speed;
			if (factor < step * 1.4)
				break;
		}
	}
	c->state = SH_REPLAY_PLAYING;
	c->hold_at_us = hold_at_us;
	if (hold_at_us >= 0 && factor <= 0) {
		c->hold_at_us = -1;
		c->state = SH_REPLAY_SEEKING;
		c->target_us = hold_at_us;
		c->stand_after = true;
	}
	sh_replay_begin(c);
}

void sh_replay_begin(struct sh_replay_control *c)
{
	c->t_us = c->before_us = -1;
	c->at_end = false;
}

/* From now on `t_us` is the moment that belongs to `now_us`. */
static void play_from(struct sh_replay_control *c, int64_t t_us, int64_t now_us)
{
	c->state = SH_REPLAY_PLAYING;
	c->start_us = now_us;
	if (c->factor > 0)
		c->start_us -= (int64_t)((double)t_us / c->factor);
}

bool sh_replay_output(struct sh_replay_control *c, int64_t t_us, int64_t now_us)
{
	bool first = c->t_us < 0;
	if (t_us > c->t_us)
		c->before_us = c->t_us;
	c->t_us = t_us;
	if (c->state == SH_REPLAY_SEEKING) {
		if (t_us < c->target_us)
			return false;
		if (c->stand_after)
			c->state = SH_REPLAY_STANDING;
		else
			play_from(c, t_us, now_us);
	} else if (first && c->state == SH_REPLAY_PLAYING) {
		play_from(c, t_us, now_us);
	}
	if (c->hold_at_us >= 0 && t_us >= c->hold_at_us) {
		c->hold_at_us = -1;
		c->state = SH_REPLAY_STANDING;
	}
	return true;
}

void sh_replay_end(struct sh_replay_control *c)
{
	c->at_end = true;
	c->state = SH_REPLAY_STANDING;
}

int64_t sh_replay_wait_us(const struct sh_replay_control *c, int64_t now_us)
{
	if (c->state == SH_REPLAY_STANDING)
		return -1;
	if (c->state == SH_REPLAY_SEEKING || c->factor <= 0 || c->t_us < 0)
		return 0;
	int64_t due_us = c->start_us + (int64_t)((double)c->t_us / c->factor);
	return due_us > now_us ? due_us - now_us : 0;
}

static enum sh_replay_order toggle(struct sh_replay_control *c, int64_t now_us)
{
	if (c->at_end) {
		if (!c->can_rewind)
			return SH_REPLAY_DRAW;
		c->state = SH_REPLAY_SEEKING;
		c->target_us = 0;
		c->stand_after = false;
		return SH_REPLAY_REWIND;
	}
	if (c->state == SH_REPLAY_SEEKING) {
		c->stand_after = !c->stand_after;
		return SH_REPLAY_DRAW;
	}
	if (c->state == SH_REPLAY_PLAYING) {
		c->state = SH_REPLAY_STANDING;
		return SH_REPLAY_DRAW;
	}
	play_from(c, c->t_us < 0 ? 0 : c->t_us, now_us);
	return SH_REPLAY_GO_ON;
}

static enum sh_replay_order set_speed(struct sh_replay_control *c, int speed, int64_t now_us)
{
	c->speed = speed < SH_REPLAY_SLOWEST ? SH_REPLAY_SLOWEST
		   : speed > SH_REPLAY_MAX   ? SH_REPLAY_MAX
					     : speed;
	c->factor = c->speed == SH_REPLAY_MAX ? 0
		    : c->speed < 0	      ? 1.0 / (1 << -c->speed)
					      : 1 << c->speed;
	if (c->state == SH_REPLAY_PLAYING)
		play_from(c, c->t_us < 0 ? 0 : c->t_us, now_us);
	return SH_REPLAY_DRAW;
}

static enum sh_replay_order seek(struct sh_replay_control *c, int64_t target_us, bool stand,
				 const char **ret_say)
{
	int64_t here_us = c->state == SH_REPLAY_SEEKING ? c->target_us : c->t_us;
	if (!c->timeline) {
		*ret_say = "no seeking: this recording can be read only once";
		return SH_REPLAY_DRAW;
	}
	/* beyond the last sample there is what the session says at its end */
	if (target_us > c->timeline->length_us)
		target_us = c->timeline->length_us + 1;
	if (target_us < 0)
		target_us = 0;
	if (c->at_end && target_us >= here_us)
		return SH_REPLAY_DRAW;
	if (target_us <= c->t_us && !c->can_rewind) {
		*ret_say = "no way back: this recording can be read only once";
		return SH_REPLAY_DRAW;
	}
	/* several keys while it seeks add up; the last one says whether to stand */
	c->stand_after = stand || (c->state == SH_REPLAY_SEEKING ? c->stand_after
								 : c->state == SH_REPLAY_STANDING);
	if (c->at_end)
		c->stand_after = true;
	bool back = target_us <= c->t_us;
	c->hold_at_us = -1;
	c->state = SH_REPLAY_SEEKING;
	c->target_us = target_us;
	return back ? SH_REPLAY_REWIND : SH_REPLAY_GO_ON;
}

static enum sh_replay_order seek_mark(struct sh_replay_control *c, enum sh_timeline_sort sort,
				      bool forwards, const char **ret_say)
{
	int64_t here_us = c->state == SH_REPLAY_SEEKING ? c->target_us : c->t_us;
	const struct sh_timeline_mark *m = NULL;
	if (c->timeline)
		m = sh_timeline_find(c->timeline, sort, here_us, forwards);
	if (c->timeline && !m) {
		*ret_say = forwards ? "nothing of that kind after this"
				    : "nothing of that kind before this";
		return SH_REPLAY_DRAW;
	}
	if (m)
		*ret_say = sh_timeline_word(m->kind);
	return seek(c, m ? m->t_us : 0, true, ret_say);
}

/* How far the keys go that seek by a time; 0: no such key. */
static int64_t stride_of(int key)
{
	switch (key) {
	case '<':
		return -TENTH_US;
	case '>':
		return TENTH_US;
	case 'j':
		return -SECOND_US;
	case 'l':
		return SECOND_US;
	case SH_KEY_LEFT:
		return -5 * SECOND_US;
	case SH_KEY_RIGHT:
		return 5 * SECOND_US;
	case SH_KEY_DOWN:
	case SH_KEY_PAGE_DOWN:
		return -30 * SECOND_US;
	case SH_KEY_UP:
	case SH_KEY_PAGE_UP:
		return 30 * SECOND_US;
	default:
		return 0;
	}
}

static enum sh_replay_order seek_key(struct sh_replay_control *c, int key, const char **ret_say)
{
	int64_t here_us = c->state == SH_REPLAY_SEEKING ? c->target_us : c->t_us;
	int64_t length_us = c->timeline ? c->timeline->length_us : 0, stride_us = stride_of(key);
	if (stride_us != 0)
		return seek(c, here_us + stride_us, key == '<' || key == '>', ret_say);
	if (key >= '0' && key <= '9')
		return seek(c, length_us / 10 * (key - '0'), false, ret_say);
	switch (key) {
	case ',':
		return seek(c, c->before_us < 0 ? 0 : c->before_us, true, ret_say);
	case '.':
		return seek(c, here_us + 1, true, ret_say);
	case 'g':
	case SH_KEY_HOME:
		return seek(c, 0, false, ret_say);
	case 'e':
	case SH_KEY_END:
		return seek(c, length_us + 1, true, ret_say);
	case '[':
	case ']':
		return seek_mark(c, SH_TIMELINE_NOTED, key == ']', ret_say);
	case 'b':
	case 'n':
		return seek_mark(c, SH_TIMELINE_ANY, key == 'n', ret_say);
	default:
		return SH_REPLAY_NOTHING;
	}
}

enum sh_replay_order sh_replay_key(struct sh_replay_control *c, int key, int64_t now_us,
				   const char **ret_say)
{
	assert(c && ret_say);
	*ret_say = NULL;
	switch (key) {
	case 'q':
	case SH_KEY_ESCAPE:
	case SH_KEY_GONE:
		if (key == SH_KEY_ESCAPE && c->help)
			break;
		return SH_REPLAY_QUIT;
	case ' ':
		if (!c->timeline) /* with one, it says so itself */
			*ret_say = c->state == SH_REPLAY_STANDING ? "playing"
								  : "standing still; space goes on";
		return toggle(c, now_us);
	case '-':
	case '_':
		return set_speed(c, c->speed - 1, now_us);
	case '+':
	case '=':
		return set_speed(c, c->speed + 1, now_us);
	case 'r':
		return set_speed(c, 0, now_us);
	case 'x':
		return set_speed(c, SH_REPLAY_MAX, now_us);
	case '?':
		break;
	default:
		return seek_key(c, key, ret_say);
	}
	c->help = !c->help;
	return SH_REPLAY_DRAW;
}

void sh_replay_view(const struct sh_replay_control *c, struct sh_replay_view *ret)
{
	*ret = (struct sh_replay_view){.timeline = c->timeline, .help = c->help};
	ret->t_us = c->t_us < 0 ? 0 : c->t_us;
	ret->speed_den = 1;
	if (c->factor >= 1)
		ret->speed_num = (int)(c->factor + 0.5);
	if (c->factor > 0 && c->factor < 1) {
		ret->speed_num = 1;
		ret->speed_den = (int)(1 / c->factor + 0.5);
	}
	ret->paused =
		c->state == SH_REPLAY_STANDING || (c->state == SH_REPLAY_SEEKING && c->stand_after);
	ret->seeking = c->state == SH_REPLAY_SEEKING;
	ret->at_end = c->at_end;
}

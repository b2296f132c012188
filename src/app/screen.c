#define _POSIX_C_SOURCE 200809L

#include "app/screen.h"

#include <stdlib.h>

#include "app/clock.h"
#include "support/err.h"
#include "tui/screen_live.h"

enum { WIDEST = 300, HIGHEST = 100, PERIOD_US = 100000 };

struct sh_screen {
	struct sh_term *term;
	struct sh_view view, standing;
	struct sh_replay_view replay;
	bool replays;
	struct sh_cell cells[WIDEST * HIGHEST];
	int64_t drawn_us;
};

enum sh_status sh_screen_open(struct sh_screen **ret, struct sh_err *err)
{
	struct sh_screen *s = calloc(1, sizeof(*s));
	enum sh_status st;

	if (!s) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory");
		return SH_ERR_MEMORY;
	}
	st = sh_term_open(&s->term, err);
	if (st != SH_OK) {
		free(s);
		return st;
	}
	sh_view_init(&s->view);
	*ret = s;
	return SH_OK;
}

void sh_screen_output(struct sh_screen *s, const struct sh_output *out)
{
	sh_view_output(&s->view, out);
}

void sh_screen_health(struct sh_screen *s, const struct sh_health *h)
{
	sh_view_health(&s->view, h);
}

void sh_screen_message(struct sh_screen *s, const char *text)
{
	sh_view_message(&s->view, text, SH_STYLE_PLAIN);
}

void sh_screen_ascii(struct sh_screen *s)
{
	sh_term_ascii(s->term);
}

void sh_screen_steps(struct sh_screen *s, const struct sh_session *session)
{
	const struct sh_session_config *c = &session->config;
	size_t next = session->step + 1;

	sh_view_steps(&s->view, (int)next, (int)c->n_steps,
		      next < c->n_steps ? c->steps[next].title : NULL);
}

void sh_screen_replay(struct sh_screen *s, const struct sh_replay_view *r)
{
	s->replay = *r;
	s->replays = true;
}

void sh_screen_restart(struct sh_screen *s)
{
	sh_view_init(&s->view);
}

int64_t sh_screen_due_us(const struct sh_screen *s)
{
	int64_t left_us = s->drawn_us + PERIOD_US - sh_clock_us();

	return left_us > 0 ? left_us : 0;
}

void sh_screen_draw(struct sh_screen *s, bool force)
{
	const struct sh_screen_caps *caps = sh_term_caps(s->term);
	struct sh_canvas canvas;
	int width, height;

	if (!force && sh_screen_due_us(s) > 0)
		return;
	s->drawn_us = sh_clock_us();
	sh_term_size(s->term, &width, &height);
	sh_canvas_init(&canvas, s->cells, WIDEST * HIGHEST, width, height, caps);
	if (s->replays) {
		/* of a copy, so that standing changes nothing of what comes after */
		s->standing = s->view;
		if (s->replay.paused)
			sh_view_settle(&s->standing);
		sh_screen_replay_draw(&s->standing, &s->replay, &canvas, caps);
	} else {
		sh_screen_live_draw(&s->view, &canvas, caps);
	}
	(void)sh_term_show(s->term, &canvas);
}

int sh_screen_key(struct sh_screen *s)
{
	int key = sh_term_key(s->term);

	if (key != SH_KEY_RESIZE)
		return key;
	sh_screen_draw(s, true);
	return SH_KEY_OTHER;
}

bool sh_screen_has_keys(const struct sh_screen *s)
{
	return sh_term_has_keys(s->term);
}

struct sh_screen *sh_screen_close(struct sh_screen *s)
{
	if (!s)
		return NULL;
	s->term = sh_term_close(s->term);
	free(s);
	return NULL;
}

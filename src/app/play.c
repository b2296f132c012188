/* The listener waits: whoever wants to see the session in its own time is held back sample by
 * sample, and meanwhile keys are read and the screen is drawn. Everything below the listener runs
 * exactly as it does at full speed.
 *
 * Which moment is wanted is replay_control.c's business. Going back cannot be done from inside the
 * listener, which is called by the session: it lets the rest of the record pass and the loop in
 * play_all() then begins anew. */

#define _POSIX_C_SOURCE 200809L

#include "app/play.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/diag.h"
#include "app/last_words.h"
#include "app/replay_control.h"
#include "app/signals.h"
#include "support/err.h"

enum { LONGEST_WAIT_US = 1000000, LOOK_UP_EVERY = 1024 };

struct player {
	const struct sh_play *p;
	struct sh_run *run;
	struct sh_screen *screen;
	struct sh_last_words *words;
	struct sh_replay_control control;
	bool stopped, rewind;
	bool at_end;	 /* the source has nothing more */
	unsigned passed; /* outputs that were not shown */
	int signal_fd;
};

enum sh_output_format sh_play_format(const struct sh_options *o)
{
	if (o->format != SH_OUTPUT_AUTO)
		return o->format;
	return isatty(STDOUT_FILENO) ? SH_OUTPUT_TUI : SH_OUTPUT_PLAIN;
}

enum sh_status sh_play_without_screen(const struct sh_options *o, struct sh_err *err)
{
	struct sh_err told = *err;

	if (o->format == SH_OUTPUT_TUI)
		return err->status;
	sh_err_set(&told, err->status, 0, "warning: %s, which follows", err->message);
	sh_diag_error(&told);
	*err = (struct sh_err){0};
	return SH_OK;
}

static void tell_screen(struct player *pl, enum sh_health_state state)
{
	const struct sh_session *s = sh_run_session(pl->run);
	const struct sh_protocol *protocol = sh_session_protocol(s, 0);
	struct sh_replay_view view;
	struct sh_health h = {0};

	h.state = state;
	h.port = pl->p->name;
	h.protocol = protocol ? protocol->name : NULL;
	h.rate_hz = s->rate_hz;
	h.lost = s->lost;
	h.gaps = s->gaps;
	h.bad_frames = sh_session_stats(s, 0)->bad_frames;
	sh_screen_health(pl->screen, &h);
	sh_screen_steps(pl->screen, s);
	sh_replay_view(&pl->control, &view);
	sh_screen_replay(pl->screen, &view);
}

static enum sh_health_state state_of(const struct player *pl)
{
	return pl->control.at_end ? SH_HEALTH_ENDED : SH_HEALTH_REPLAY;
}

/* @return whether there was one. */
static bool obey_a_key(struct player *pl)
{
	const char *say = NULL;
	int key = sh_screen_key(pl->screen);

	if (key == SH_KEY_NONE)
		return false;
	switch (sh_replay_key(&pl->control, key, sh_clock_us(), &say)) {
	case SH_REPLAY_QUIT:
		pl->stopped = true;
		break;
	case SH_REPLAY_REWIND:
		pl->rewind = true;
		break;
	case SH_REPLAY_NOTHING:
		if (key != SH_KEY_OTHER)
			say = "a recording is playing: ? tells the keys";
		break;
	default:
		break;
	}
	if (say)
		sh_screen_message(pl->screen, say);
	return true;
}

static void keys(struct player *pl)
{
	bool pressed = false;

	sh_signals_drain();
	if (sh_signals_stop)
		pl->stopped = true;
	while (pl->screen && !pl->rewind && obey_a_key(pl))
		pressed = true;
	if (!pressed)
		return;
	tell_screen(pl, state_of(pl));
	sh_screen_draw(pl->screen, true);
}

/* Waits up to left_us, or until a key or signal, drawing in between. */
static void wait_a_little(struct player *pl, int64_t left_us)
{
	struct pollfd fds[2] = {{pl->signal_fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
	nfds_t n = pl->screen && sh_screen_has_keys(pl->screen) ? 2 : 1;

	if (pl->screen && sh_screen_due_us(pl->screen) < left_us)
		left_us = sh_screen_due_us(pl->screen);
	(void)poll(fds, n, (int)(left_us / 1000) + (left_us > 0));
	keys(pl);
	if (pl->screen)
		sh_screen_draw(pl->screen, false);
}

/* Until the moment after this one is due. Without keys nobody could end a stand. */
static void wait_for_moment(struct player *pl)
{
	bool drawn = false;

	while (!pl->stopped && !pl->rewind) {
		int64_t left_us = sh_replay_wait_us(&pl->control, sh_clock_us());

		if (left_us == 0)
			break;
		if (left_us < 0 && pl->screen && !drawn)
			sh_screen_draw(pl->screen, true);
		drawn = drawn || left_us < 0;
		if (left_us < 0 && !(pl->screen && sh_screen_has_keys(pl->screen))) {
			pl->stopped = true;
			break;
		}
		wait_a_little(pl,
			      left_us < 0 || left_us > LONGEST_WAIT_US ? LONGEST_WAIT_US : left_us);
	}
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct player *pl = ctx;
	bool shown = false;

	if (pl->rewind)
		return;
	sh_last_words_note(pl->words, out);
	if (pl->screen)
		sh_screen_output(pl->screen, out);
	if (pl->p->each)
		pl->p->each(pl->p->each_ctx, out);
	if (pl->stopped)
		return;
	if (out->sample)
		shown = sh_replay_output(&pl->control, out->t_us, sh_clock_us());
	if (pl->screen && (shown || ++pl->passed % LOOK_UP_EVERY == 0))
		tell_screen(pl, state_of(pl));
	if (!shown && pl->screen && pl->passed % LOOK_UP_EVERY == 0)
		wait_a_little(pl, 0);
	if (!shown)
		return;
	wait_for_moment(pl);
	if (pl->screen && pl->control.factor <= 0)
		wait_a_little(pl, 0);
}

static enum sh_status open_screen(struct player *pl, enum sh_output_format *format,
				  struct sh_err *err)
{
	enum sh_status st;

	if (*format != SH_OUTPUT_TUI)
		return SH_OK;
	st = sh_screen_open(&pl->screen, err);
	if (st != SH_OK) {
		*format = SH_OUTPUT_PLAIN;
		return sh_play_without_screen(pl->p->options, err);
	}
	if (pl->p->options->ascii)
		sh_screen_ascii(pl->screen);
	return SH_OK;
}

static enum sh_status feed(struct player *pl, struct sh_err *err)
{
	struct sh_record r;
	enum sh_status st = SH_OK;

	while (!pl->stopped && !pl->rewind && !sh_session_over(sh_run_session(pl->run)) &&
	       !sh_run_unheard(pl->run)) {
		st = pl->p->next(pl->p->next_ctx, &r, err);
		pl->at_end = st == SH_END;
		if (st != SH_OK)
			break;
		st = sh_run_record(pl->run, &r, err);
		if (st != SH_OK)
			break;
		keys(pl);
	}
	return st == SH_END ? SH_OK : st;
}

/* The last picture stays until somebody leaves it or winds back. */
static void stand_at_the_end(struct player *pl)
{
	sh_replay_end(&pl->control);
	sh_screen_message(pl->screen, pl->p->rewind ? "that was all; space plays it again, q leaves"
						    : "that was all; q leaves");
	tell_screen(pl, SH_HEALTH_ENDED);
	wait_for_moment(pl);
}

static enum sh_status begin_anew(struct player *pl, const struct sh_run_listeners *l,
				 struct sh_err *err)
{
	enum sh_status st = pl->p->rewind(pl->p->next_ctx, err);

	if (st != SH_OK)
		return st;
	pl->run = sh_run_close(pl->run);
	st = sh_run_open(pl->p->session, l, &pl->run, err);
	if (st != SH_OK)
		return st;
	pl->rewind = pl->at_end = false;
	memset(pl->words, 0, sizeof(*pl->words));
	sh_replay_begin(&pl->control);
	sh_screen_restart(pl->screen);
	return SH_OK;
}

static enum sh_status play_all(struct player *pl, const struct sh_run_listeners *l,
			       struct sh_err *err)
{
	enum sh_status st = sh_run_open(pl->p->session, l, &pl->run, err);

	while (st == SH_OK) {
		st = feed(pl, err);
		if (!pl->rewind)
			sh_run_finish(pl->run, pl->at_end);
		if (st == SH_OK && pl->screen && !pl->stopped && !pl->rewind)
			stand_at_the_end(pl);
		if (st != SH_OK || pl->stopped || !pl->rewind)
			break;
		st = begin_anew(pl, l, err);
	}
	return st;
}

enum sh_status sh_play(const struct sh_play *p, struct sh_run **ret_run, struct sh_err *err)
{
	struct sh_last_words words = {0};
	struct player pl = {.p = p, .words = &words};
	enum sh_output_format format = sh_play_format(p->options);
	struct sh_run_listeners l = {0};
	double hold_at_s = p->options->hold_at_s, factor = p->options->speed;
	enum sh_status st;

	*ret_run = NULL;
	pl.signal_fd = sh_signals_install();
	st = open_screen(&pl, &format, err);
	if (st != SH_OK)
		return st;
	if (factor < 0)
		factor = pl.screen ? 1 : 0;
	sh_replay_init(&pl.control, factor, hold_at_s < 0 ? -1 : (int64_t)(hold_at_s * 1e6 + 0.5),
		       p->timeline, p->rewind != NULL);
	l.sink = format == SH_OUTPUT_JSONL ? &sh_sink_jsonl : pl.screen ? NULL : &sh_sink_plain;
	l.sink_fd = STDOUT_FILENO;
	l.stop = &sh_signals_stop;
	l.each = on_output;
	l.each_ctx = &pl;
	st = play_all(&pl, &l, err);
	pl.screen = sh_screen_close(pl.screen);
	if (format == SH_OUTPUT_TUI)
		sh_last_words_say(&words);
	*ret_run = pl.run;
	return st;
}

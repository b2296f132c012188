/* The listener waits: whoever wants to see the session in its own time is held back sample by
 * sample, and meanwhile keys are read and the screen is drawn. Everything below the listener runs
 * exactly as it does at full speed. */

#define _POSIX_C_SOURCE 200809L

#include "app/play.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/diag.h"
#include "app/last_words.h"
#include "app/signals.h"

enum { LONGEST_WAIT_US = 1000000 };

struct player {
	const struct sh_play *p;
	struct sh_run *run;
	struct sh_screen *screen;
	struct sh_last_words *words;
	double speed; /* 0: as fast as possible */
	int64_t start_us, paused_since_us;
	bool started, paused, stopped, stands;
	bool at_end; /* the source has nothing more */
	int signal_fd;
};

enum sh_output_format sh_play_format(const struct sh_options *o)
{
	if (o->format != SH_OUTPUT_AUTO)
		return o->format;
	return isatty(STDOUT_FILENO) ? SH_OUTPUT_TUI : SH_OUTPUT_PLAIN;
}

static void health(struct player *pl, enum sh_health_state state)
{
	const struct sh_protocol *protocol = NULL;
	struct sh_health h = {0};

	if (pl->run) {
		const struct sh_session *s = sh_run_session(pl->run);
		const struct sh_decoder_stats *stats = sh_session_stats(s, 0);

		protocol = sh_session_protocol(s, 0);
		h.rate_hz = s->rate_hz;
		h.lost = s->lost;
		h.gaps = s->gaps;
		h.bad_frames = stats->bad_frames;
	}
	h.state = state;
	h.port = pl->p->name;
	h.protocol = protocol ? protocol->name : NULL;
	sh_screen_health(pl->screen, &h);
}

static void toggle_pause(struct player *pl)
{
	int64_t now_us = sh_clock_us();

	if (pl->paused)
		pl->start_us += now_us - pl->paused_since_us;
	else
		pl->paused_since_us = now_us;
	pl->paused = !pl->paused;
	sh_screen_message(pl->screen, pl->paused ? "playback stands still; space goes on" : "playing");
}

static void keys(struct player *pl)
{
	int key;

	sh_signals_drain();
	if (sh_signals_stop)
		pl->stopped = true;
	while (pl->screen && (key = sh_screen_key(pl->screen)) != SH_KEY_NONE) {
		if (key == 'q' || key == SH_KEY_GONE || key == SH_KEY_ESCAPE)
			pl->stopped = true;
		else if (key == ' ' && !pl->stands)
			toggle_pause(pl);
		else if (key != SH_KEY_OTHER)
			sh_screen_message(pl->screen, "a recording is playing: space, q");
	}
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

static void stand_still(struct player *pl)
{
	pl->stands = true;
	if (pl->screen)
		sh_screen_draw(pl->screen, true);
	while (pl->screen && sh_screen_has_keys(pl->screen) && !pl->stopped)
		wait_a_little(pl, LONGEST_WAIT_US);
	pl->stopped = true;
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct player *pl = ctx;
	double hold_at_s = pl->p->options->hold_at_s;

	sh_last_words_note(pl->words, out);
	if (pl->screen) {
		sh_screen_output(pl->screen, out);
		health(pl, SH_HEALTH_REPLAY);
	}
	if (pl->p->each)
		pl->p->each(pl->p->each_ctx, out);
	if (pl->stopped)
		return;
	if (hold_at_s >= 0 && (double)out->t_us * 1e-6 >= hold_at_s) {
		stand_still(pl);
		return;
	}
	if (!pl->started) {
		pl->started = true;
		pl->start_us = sh_clock_us();
	}
	while (!pl->stopped && pl->speed > 0) {
		int64_t due_us = pl->start_us + (int64_t)((double)out->t_us / pl->speed);
		int64_t left_us = pl->paused ? LONGEST_WAIT_US : due_us - sh_clock_us();

		if (left_us <= 0)
			break;
		if (left_us > LONGEST_WAIT_US)
			left_us = LONGEST_WAIT_US;
		wait_a_little(pl, left_us);
	}
	if (pl->speed <= 0 && pl->screen)
		wait_a_little(pl, 0);
}

static enum sh_status open_screen(struct player *pl, enum sh_output_format *format, struct sh_err *err)
{
	enum sh_status st;

	if (*format != SH_OUTPUT_TUI)
		return SH_OK;
	st = sh_screen_open(&pl->screen, err);
	if (st == SH_OK || pl->p->options->format == SH_OUTPUT_TUI)
		return st;
	*format = SH_OUTPUT_PLAIN; /* nobody asked for a screen by name */
	return SH_OK;
}

static enum sh_status feed(struct player *pl, struct sh_err *err)
{
	struct sh_record r;
	enum sh_status st = SH_OK;

	while (!pl->stopped && !sh_session_over(sh_run_session(pl->run)) && !sh_run_unheard(pl->run)) {
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

enum sh_status sh_play(const struct sh_play *p, struct sh_run **ret_run, struct sh_err *err)
{
	struct sh_last_words words = {0};
	struct player pl = {.p = p, .words = &words};
	enum sh_output_format format = sh_play_format(p->options);
	struct sh_run_listeners l = {0};
	enum sh_status st;

	*ret_run = NULL;
	pl.signal_fd = sh_signals_install();
	st = open_screen(&pl, &format, err);
	if (st != SH_OK)
		return st;
	pl.speed = p->options->speed >= 0 ? p->options->speed : pl.screen ? 1 : 0;
	l.sink = format == SH_OUTPUT_JSONL ? &sh_sink_jsonl : pl.screen ? NULL : &sh_sink_plain;
	l.sink_fd = STDOUT_FILENO;
	l.stop = &sh_signals_stop;
	l.each = on_output;
	l.each_ctx = &pl;
	st = sh_run_open(p->session, &l, &pl.run, err);
	if (st == SH_OK) {
		st = feed(&pl, err);
		sh_run_finish(pl.run, pl.at_end);
	}
	if (pl.screen && st == SH_OK && !pl.stopped) {
		health(&pl, SH_HEALTH_ENDED);
		sh_screen_message(pl.screen, "that was all; q leaves");
		stand_still(&pl);
	}
	pl.screen = sh_screen_close(pl.screen);
	if (format == SH_OUTPUT_TUI)
		sh_last_words_say(&words);
	*ret_run = pl.run;
	return st;
}

/* The session: one loop over the port, the keys and the signals. Each record is stamped once,
 * logged, then applied; the clock decides only when something is drawn, flushed or given up. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_live.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/clock.h"
#include "app/diag.h"
#include "app/last_words.h"
#include "app/link.h"
#include "app/live_keys.h"
#include "app/live_store.h"
#include "app/plain_keys.h"
#include "app/play.h"
#include "app/resume.h"
#include "app/run.h"
#include "app/screen.h"
#include "app/signals.h"
#include "support/err.h"

enum { TICK_US = 250000, READS_A_ROUND = 64, LISTENED_IN_VAIN = 2 };

struct live {
	const struct sh_options *o;
	struct sh_setup own, *setup; /* setup: its own, or that of the session taken up */
	struct sh_recording resumed;
	char says[SH_RESUME_TEXT_MAX];
	struct sh_link link;
	struct sh_live_store stored;
	struct sh_run *run;
	struct sh_screen *screen;
	struct sh_last_words words;
	struct sh_live_keys keys;
	int64_t start_us; /* of the session's own clock */
	int signal_fd;
	bool asked_to_stop, told_in_vain, had_screen, plain_keys;
};

static bool over(const struct live *v)
{
	return sh_session_over(sh_run_session(v->run));
}

static bool found(const struct live *v)
{
	return sh_session_protocol(sh_run_session(v->run), 0) != NULL;
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct live *v = ctx;

	sh_last_words_note(&v->words, out);
	if (v->screen)
		sh_screen_output(v->screen, out);
	sh_live_keys_follow(&v->keys, out);
}

static enum sh_status command(struct live *v, struct sh_command c, struct sh_err *err)
{
	struct sh_record r = {.kind = SH_RECORD_COMMAND, .command = c};

	r.t_host_us = sh_clock_since_us(&v->start_us);
	return sh_run_record(v->run, &r, err);
}

/* Words of the program's own, beside what the session says. */
static void tell(struct live *v, const char *text)
{
	if (v->screen) {
		sh_screen_message(v->screen, text);
	} else if (sh_play_format(v->o) != SH_OUTPUT_JSONL) {
		puts(text);
		(void)fflush(stdout);
	}
}

static int next_key(struct live *v)
{
	return v->screen ? sh_screen_key(v->screen) : v->plain_keys ? sh_plain_keys_get() : SH_KEY_NONE;
}

static enum sh_status read_keys(struct live *v, struct sh_err *err)
{
	struct sh_command c;
	enum sh_status st = SH_OK;
	int key;

	sh_signals_drain();
	while (st == SH_OK && (key = next_key(v)) != SH_KEY_NONE) {
		const char *say = NULL;

		if (sh_live_keys_press(&v->keys, key, &c, &say))
			st = command(v, c, err);
		if (say)
			tell(v, say);
		if (key == SH_KEY_GONE)
			v->plain_keys = false;
	}
	if (st == SH_OK && sh_signals_stop && !v->asked_to_stop) {
		v->asked_to_stop = true;
		st = command(v, (struct sh_command){SH_COMMAND_QUIT, 0}, err);
	}
	return st;
}

static void health(struct live *v)
{
	const struct sh_session *s = sh_run_session(v->run);
	const struct sh_protocol *p = sh_session_protocol(s, 0);
	struct sh_health h = {0};

	h.state = !v->link.source ? SH_HEALTH_GONE : p ? SH_HEALTH_OPEN : SH_HEALTH_SEARCHING;
	h.port = v->link.id.spec;
	h.protocol = p ? p->name : NULL;
	h.rate_hz = s->rate_hz;
	h.lost = s->lost;
	h.gaps = s->gaps;
	h.bad_frames = sh_session_stats(s, 0)->bad_frames;
	h.silent_us = sh_clock_since_us(&v->start_us) - v->link.heard_us;
	sh_screen_health(v->screen, &h);
	sh_screen_steps(v->screen, s);
}

/* Not understood at any rate: said once to those who have no screen to see it. */
static void listened_in_vain(struct live *v)
{
	struct sh_err err = {0};

	if (v->told_in_vain || v->screen || found(v) || v->link.listen.rounds < LISTENED_IN_VAIN)
		return;
	v->told_in_vain = true;
	sh_err_set(&err, SH_ERR_IO, 0,
		   "warning: %s: %s; still listening (is the sensor on? name what it speaks with --protocol "
		   "and --baud)",
		   v->link.id.spec, v->link.bytes ? "what it sends fits no known protocol" : "it is silent");
	sh_diag_error(&err);
}

static enum sh_status wait_for_something(struct live *v, struct sh_err *err)
{
	int64_t now_us = sh_clock_since_us(&v->start_us), left_us = sh_link_due_us(&v->link) - now_us;
	struct pollfd fds[6] = {{v->signal_fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
	bool keys = v->screen ? sh_screen_has_keys(v->screen) : v->plain_keys;
	nfds_t own = keys ? 2 : 1, n = own;

	n += sh_link_pollfds(&v->link, fds + own, 4);
	if (n == own && v->link.source)
		left_us = 0; /* a source that does not wait */
	if (left_us > TICK_US)
		left_us = TICK_US;
	if (v->screen && sh_screen_due_us(v->screen) < left_us)
		left_us = sh_screen_due_us(v->screen);
	(void)poll(fds, n, left_us > 0 ? (int)(left_us / 1000) + 1 : 0);
	if (v->screen) {
		health(v);
		sh_screen_draw(v->screen, false);
	}
	listened_in_vain(v);
	return sh_live_store_tick(&v->stored, sh_clock_since_us(&v->start_us), err);
}

static enum sh_status read_link(struct live *v, struct sh_err *err)
{
	struct sh_record r;
	enum sh_status st = SH_OK;

	for (int i = 0; i < READS_A_ROUND && !over(v); i++) {
		st = sh_link_next(&v->link, found(v), sh_clock_since_us(&v->start_us), &r, err);
		if (st != SH_OK)
			return st;
		st = sh_run_record(v->run, &r, err);
		if (st != SH_OK)
			return st;
	}
	return st;
}

/* @return SH_OK: the session is over, or the data is; an error otherwise. What is owed is given by
 * the caller in every case. */
static enum sh_status loop(struct live *v, struct sh_err *err)
{
	enum sh_status st;

	while (!over(v) && !sh_run_unheard(v->run)) {
		st = wait_for_something(v, err);
		if (st == SH_OK)
			st = read_keys(v, err);
		if (st != SH_OK)
			return st;
		if (v->asked_to_stop)
			break; /* also when nothing was heard yet */
		st = read_link(v, err);
		if (st == SH_END)
			return SH_OK;
		if (st < 0)
			return st;
	}
	return SH_OK;
}

static enum sh_status open_screen(struct live *v, struct sh_err *err)
{
	enum sh_status st;

	if (sh_play_format(v->o) != SH_OUTPUT_TUI)
		return SH_OK;
	st = sh_screen_open(&v->screen, err);
	v->had_screen = st == SH_OK;
	if (v->screen && v->o->ascii)
		sh_screen_ascii(v->screen);
	return st == SH_OK ? st : sh_play_without_screen(v->o, err);
}

static enum sh_status open_run(struct live *v, struct sh_err *err)
{
	enum sh_output_format format = sh_play_format(v->o);
	struct sh_run_listeners l = {0};

	l.log = v->stored.log;
	l.store = v->stored.store;
	l.sink = format == SH_OUTPUT_JSONL ? &sh_sink_jsonl : v->screen ? NULL : &sh_sink_plain;
	l.sink_fd = STDOUT_FILENO;
	l.stop = &sh_signals_stop;
	l.each = on_output;
	l.each_ctx = v;
	return sh_run_open(&v->setup->session, &l, &v->run, err);
}

static enum sh_status set_up(struct live *v, struct sh_err *err)
{
	struct sh_catalog *catalog = NULL;
	struct sh_config config;
	enum sh_status st;

	if (v->o->resume) {
		v->setup = &v->resumed.setup;
		return sh_resume_open(&v->resumed, v->o, v->says, err);
	}
	v->setup = &v->own;
	if ((st = sh_config_from_options(&config, v->o, "serial", err)) != SH_OK ||
	    (st = sh_setup_catalog(v->o, &catalog, err)) != SH_OK)
		return st;
	return sh_setup_init(&v->own, &config, catalog, err);
}

/* What a session that goes on with another has left; on the screen also that one waits for it. */
static void say_resume(struct live *v)
{
	char which[SH_RESUME_TEXT_MAX];

	if (v->o->resume) {
		tell(v, v->says);
	} else if (v->screen && !v->o->automatic && sh_resume_hint(v->o->data_dir, which)) {
		snprintf(v->says, sizeof(v->says), "--resume goes on with %.*s", SH_RESUME_TEXT_MAX - 32, which);
		tell(v, v->says);
	}
}

static enum sh_status prepare(struct live *v, struct sh_err *err)
{
	enum sh_status st;

	if ((st = set_up(v, err)) != SH_OK)
		return st;
	v->signal_fd = sh_signals_install();
	v->start_us = sh_clock_us();
	if ((st = sh_link_open(&v->link, v->o, &v->start_us, err)) != SH_OK ||
	    (st = open_screen(v, err)) != SH_OK)
		return st;
	if (!v->screen || !sh_screen_has_keys(v->screen)) /* nobody who could press a key */
		v->setup->config.automatic = v->setup->session.automatic = true;
	if (!v->screen && sh_play_format(v->o) != SH_OUTPUT_JSONL)
		v->plain_keys = sh_plain_keys_open();
	say_resume(v);
	if ((st = sh_live_store_open(&v->stored, v->o->data_dir, v->setup, err)) != SH_OK)
		return st;
	return open_run(v, err);
}

/* What is owed is given in every case, also when not one sample came. */
static enum sh_status finish_run(struct live *v, enum sh_status st, struct sh_err *err)
{
	bool silent = sh_run_session(v->run)->samples == 0;

	sh_run_finish(v->run, true);
	silent = silent && sh_run_session(v->run)->samples == 0;
	if (!silent || v->asked_to_stop)
		return st;
	if (st == SH_OK)
		st = command(v, (struct sh_command){SH_COMMAND_QUIT, 0}, err);
	if (st == SH_OK && !sh_run_unheard(v->run)) {
		sh_err_set(err, SH_ERR_IO, 0,
			   "%s: %s before it ended; is it the right port, and the sensor on?", v->link.id.spec,
			   v->link.bytes ? "nothing that was understood came" : "nothing was heard");
		st = SH_ERR_IO;
	}
	return st;
}

/* Stopped early, and nothing hurt: it need not be begun anew. */
static void say_left(const struct live *v)
{
	struct sh_session_start left;

	if (!v->words.has_pain && sh_session_left(sh_run_session(v->run), &left))
		puts("To go on with what is left today: spinehold live --resume");
}

/* The first error counts; later ones are said too, each in its line, since each names something lost. */
static int finish(struct live *v, enum sh_status st, struct sh_err *err)
{
	int ret = SH_EXIT_DONE;
	struct sh_err closing = {0};

	if (v->run)
		st = finish_run(v, st, err);
	v->screen = sh_screen_close(v->screen);
	sh_plain_keys_close();
	if (v->had_screen)
		sh_last_words_say(&v->words);
	if (v->had_screen && v->run && v->stored.begun)
		say_left(v);
	if (st != SH_OK)
		ret = sh_fail(err);
	if (v->run && ret == SH_EXIT_DONE && sh_run_listener_error(v->run)->status != SH_OK)
		ret = sh_fail(sh_run_listener_error(v->run));
	v->run = sh_run_close(v->run);
	if (sh_live_store_close(&v->stored, &closing) != SH_OK && ret == SH_EXIT_DONE)
		ret = sh_fail(&closing);
	sh_link_close(&v->link);
	sh_setup_close(&v->own);
	sh_recording_close(&v->resumed);
	return ret;
}

int sh_cmd_live(const struct sh_options *o)
{
	struct live v = {.o = o};
	struct sh_err err = {0};
	enum sh_status st;

	if (o->n_args > (o->resume ? 1u : 0u)) {
		sh_err_set(&err, SH_ERR_CONFIG, 0, "live takes no argument '%s'; see spinehold live --help",
			   o->args[o->n_args - 1]);
		return sh_fail(&err);
	}
	st = prepare(&v, &err);
	if (st == SH_OK)
		st = loop(&v, &err);
	return finish(&v, st, &err);
}

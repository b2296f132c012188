/* How many bytes a second the live screen sends to its terminal.
 *
 *   bytes RECORDING EXERCISE WIDTH HEIGHT
 *
 * A child plays the recording as fast as it can and draws ten times a second of sensor time on a
 * pseudo-terminal; the parent counts what comes out of it. No wall clock takes part, so the figure
 * is the same on a slow machine. Prints one line: bytes a second on the whole, and in the worst ten
 * seconds after the first picture, in which the graph's window jumps. Exit: 0 within the budget
 * (1500 on the whole, 1800 in the worst ten seconds), 1 over it.
 */

#define _XOPEN_SOURCE	700
#define _DEFAULT_SOURCE /* TIOCSWINSZ */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/recording.h"
#include "tui/screen_live.h"
#include "tui/term.h"

enum { BUDGET = 1500, WORST_BUDGET = 1800, DRAW_US = 100000, TENS_MAX = 1000 };

struct drawing {
	struct sh_term *term;
	struct sh_view view;
	struct sh_cell cells[SH_CANVAS_CELLS_MAX];
	struct sh_run *run;
	int64_t due_us;
	int tell; /* the parent hears of every ten seconds here */
	int64_t next_ten_us, t_us;
};

static void draw(struct drawing *d)
{
	struct sh_canvas canvas;
	int width, height;

	sh_term_size(d->term, &width, &height);
	sh_canvas_init(&canvas, d->cells, SH_CANVAS_CELLS_MAX, width, height,
		       sh_term_caps(d->term));
	sh_screen_live_draw(&d->view, &canvas, sh_term_caps(d->term));
	(void)sh_term_show(d->term, &canvas);
}

static void on_output(void *ctx, const struct sh_output *out)
{
	struct drawing *d = ctx;
	const struct sh_session *s = sh_run_session(d->run);
	struct sh_health h = {
		.state = SH_HEALTH_OPEN, .port = "/dev/ttyACM0", .rate_hz = s->rate_hz};
	char ack;

	h.protocol = "spinehold";
	h.lost = s->lost;
	h.gaps = s->gaps;
	sh_view_health(&d->view, &h);
	sh_view_output(&d->view, out);
	d->t_us = out->t_us;
	if (out->t_us < d->due_us)
		return;
	d->due_us += DRAW_US;
	draw(d);
	if (out->t_us < d->next_ten_us)
		return;
	d->next_ten_us += d->next_ten_us ? 10000000 : 1000000; /* the first picture apart */
	/* the parent answers once it has counted what was written until now */
	if (write(d->tell, &d->t_us, sizeof d->t_us) == sizeof d->t_us)
		(void)!read(d->tell + 1, &ack, 1);
}

static int play(const char *path, const char *exercise, int tell, int heard)
{
	struct drawing *d = calloc(1, sizeof *d);
	struct sh_recording rec;
	struct sh_run_listeners l = {.each = on_output, .each_ctx = d};
	struct sh_options o;
	struct sh_err err = {0};
	enum sh_status st;

	if (!d || dup2(tell, 20) < 0 || dup2(heard, 21) < 0)
		return 1;
	d->tell = 20;
	sh_options_init(&o);
	o.exercise = exercise;
	sh_view_init(&d->view);
	st = sh_recording_open(&rec, path, &o, &err);
	if (st == SH_OK)
		st = sh_term_open(&d->term, &err);
	if (st == SH_OK)
		st = sh_run_open(&rec.setup.session, &l, &d->run, &err);
	if (st == SH_OK)
		st = sh_recording_play(&rec, d->run, NULL, NULL, &err);
	d->term = sh_term_close(d->term);
	if (st != SH_OK)
		(void)fprintf(stderr, "%s\n", err.message);
	d->run = sh_run_close(d->run);
	sh_recording_close(&rec);
	(void)write(20, &d->t_us, sizeof d->t_us);
	free(d);
	return st != SH_OK;
}

static int child(const char *terminal, char **argv, const int tell[2], const int ack[2])
{
	struct winsize size = {.ws_col = (unsigned short)atoi(argv[3]),
			       .ws_row = (unsigned short)atoi(argv[4])};
	int fd;

	(void)setsid();
	fd = open(terminal, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSWINSZ, &size) != 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0)
		return 1;
	return play(argv[1], argv[2], tell[1], ack[0]);
}

/* Empties the terminal. @return the bytes that were in it. */
static long count(int master)
{
	char buffer[4096];
	long n = 0;

	for (ssize_t got; (got = read(master, buffer, sizeof buffer)) > 0;)
		n += got;
	return n;
}

/* Reads terminal and reports in turn until the child is gone. A full terminal would stop the child,
 * so it is emptied all the time. */
static void listen(int master, int tell, int ack, long *ret_total, long *ret_worst, double *ret_s)
{
	long at[TENS_MAX + 1] = {0}, total = 0;
	int64_t t_us = 0;
	int n = 0;
	struct pollfd fds[2] = {{master, POLLIN, 0}, {tell, POLLIN, 0}};

	for (;;) {
		if (poll(fds, 2, 60000) <= 0)
			break; /* nothing for a minute: it hangs */
		total += count(master);
		if (!(fds[1].revents & (POLLIN | POLLHUP)))
			continue;
		if (read(tell, &t_us, sizeof t_us) != (ssize_t)sizeof t_us)
			break;
		total += count(master);
		if (n < TENS_MAX)
			at[n++] = total;
		(void)!write(ack, "", 1);
	}
	*ret_total = total;
	*ret_worst = 0;
	*ret_s = (double)t_us * 1e-6;
	for (int i = 1; i + 2 < n; i++) {
		if (at[i + 1] - at[i] > *ret_worst)
			*ret_worst = at[i + 1] - at[i];
	}
}

int main(int argc, char **argv)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), tell[2], ack[2], status = 1;
	long total, worst;
	double seconds, rate;
	pid_t id;

	if (argc != 5 || master < 0 || grantpt(master) || unlockpt(master) || pipe(tell) ||
	    pipe(ack)) {
		(void)fprintf(stderr, "usage: %s RECORDING EXERCISE WIDTH HEIGHT\n", argv[0]);
		return 2;
	}
	const char *name = ptsname(master);
	int keep = open(name, O_RDWR | O_NOCTTY); /* so that the master does not hang up */

	(void)signal(SIGPIPE, SIG_IGN); /* the child may end before its last answer */
	id = fork();
	if (id == 0)
		_exit(child(name, argv, tell, ack));
	(void)close(tell[1]);
	(void)close(ack[0]);
	(void)fcntl(master, F_SETFL, O_NONBLOCK);
	listen(master, tell[0], ack[1], &total, &worst, &seconds);
	(void)close(keep);
	(void)close(master);
	if (waitpid(id, &status, 0) != id || status != 0 || seconds < 30) {
		(void)fprintf(stderr, "FAILED: the player ended with %d after %.1f s\n", status,
			      seconds);
		return 1;
	}
	rate = (double)total / seconds;
	printf("%sx%s %s %s: %.0f bytes/s, worst ten seconds %.0f bytes/s\n", argv[3], argv[4],
	       getenv("TERM") ? getenv("TERM") : "", argv[2], rate, (double)worst / 10);
	return rate > BUDGET || worst > 10L * WORST_BUDGET;
}

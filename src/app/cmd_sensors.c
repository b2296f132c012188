/* The table of attached sensors. Texts of devices go through sh_escape() and are cut to fit: a
 * USB product name is whatever its maker, or somebody unkind, wrote into it.
 */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_sensors.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "app/diag.h"
#include "app/probe.h"
#include "app/signals.h"
#include "io/ports.h"
#include "support/err.h"
#include "support/escape.h"

enum { WATCH_MS = 1000, TEXT_COLUMNS = 24 };

struct row {
	struct sh_port port;
	char spec[256]; /* what to open */
	bool asked;
	struct sh_probe_result result;
};

struct table {
	struct row rows[SH_PORTS_MAX];
	size_t n;
};

static int fail(const struct sh_err *err)
{
	sh_diag_error(err);
	return sh_diag_exit(err);
}

static const char *shown(const char *text, char *ret, size_t cap)
{
	sh_escape(text, strlen(text), ret, cap);
	return ret;
}

static void list_protocols(void)
{
	for (size_t i = 0; sh_protocols[i]; i++) {
		const struct sh_protocol *p = sh_protocols[i];

		printf("%-12s%.68s\n%-12s%s", p->name, p->title, "",
		       p->sniffable ? "found by listening"
				    : "recordings: never found by listening");
		for (size_t b = 0; b < SH_BAUDS_MAX && p->bauds[b] != 0; b++)
			printf("%s%lu", b == 0 ? "; baud " : " ", (unsigned long)p->bauds[b]);
		putchar('\n');
	}
}

static void health(const struct row *r, char *ret, size_t cap)
{
	const struct sh_probe_result *p = &r->result;
	const char *text = "good";

	switch (p->outcome) {
	case SH_PROBE_NOT_ASKED:
		text = r->asked ? "not finished" : "built in, not asked";
		break;
	case SH_PROBE_FAILED:
		text = p->err.os_errno == EBUSY	   ? "busy: in use elsewhere"
		       : p->err.os_errno == EACCES ? "no permission"
						   : "cannot be read";
		break;
	case SH_PROBE_SILENT:
		text = "silent at every rate";
		break;
	case SH_PROBE_UNKNOWN:
		text = "speaks, but unknown";
		break;
	case SH_PROBE_RECOGNISED:
		if (p->stats.bad_frames > 0 || p->stats.lost > 0) {
			(void)snprintf(ret, cap, "%llu bad, %llu lost of %llu",
				       (unsigned long long)p->stats.bad_frames,
				       (unsigned long long)p->stats.lost,
				       (unsigned long long)(p->stats.frames + p->stats.bad_frames));
			return;
		}
		break;
	}
	(void)snprintf(ret, cap, "%s", text);
}

static void print_row(const struct row *r)
{
	char name[72], text[TEXT_COLUMNS + 1], ids[12] = "-", baud[12] = "-", rate[16] = "-";
	const struct sh_port *p = &r->port;
	const bool known = r->result.outcome == SH_PROBE_RECOGNISED;

	if (p->has_ids)
		(void)snprintf(ids, sizeof(ids), "%04x:%04x", p->vid, p->pid);
	if (known && r->result.baud != 0)
		(void)snprintf(baud, sizeof(baud), "%lu", (unsigned long)r->result.baud);
	if (known && r->result.rate_hz > 0)
		(void)snprintf(rate, sizeof(rate), "%.1f Hz", r->result.rate_hz);
	health(r, text, sizeof(text));
	shown(r->spec, name, sizeof(name));
	printf("%-16s%s", name, strlen(name) > 16 ? "\n                 " : " ");
	printf("%-9s  %-10s %7s  %9s  %.23s\n", ids, known ? r->result.protocol->name : "-", baud,
	       rate, text);
	if (p->kind == SH_PORT_BLUETOOTH)
		printf("%-16s Bluetooth\n", "");
	if (p->kind != SH_PORT_USB)
		return;
	printf("%-16s ", "");
	if (p->serial[0])
		printf("serial %s, ", shown(p->serial, text, sizeof(text)));
	printf("socket %.20s", shown(p->location, name, 21));
	if (p->product[0])
		printf(", %s", shown(p->product, text, sizeof(text)));
	putchar('\n');
}

static void print_table(const struct table *t)
{
	if (t->n == 0) {
		puts("no serial port is attached: plug the sensor in (it may need its own power)");
		return;
	}
	printf("%-16s %-9s  %-10s %7s  %9s  %s\n", "PORT", "USB", "PROTOCOL", "BAUD", "RATE",
	       "HEALTH");
	for (size_t i = 0; i < t->n; i++)
		print_row(&t->rows[i]);
}

static bool same_port(const struct sh_port *a, const struct sh_port *b)
{
	return strcmp(a->path, b->path) == 0 && strcmp(a->location, b->location) == 0 &&
	       strcmp(a->serial, b->serial) == 0 && a->vid == b->vid && a->pid == b->pid;
}

/* The ports there are now; what is known of those that were there before is kept.
 * @return true if any came or went */
static bool look(struct table *t)
{
	static struct table now;
	struct sh_port ports[SH_PORTS_MAX];
	bool changed;

	memset(&now, 0, sizeof(now));
	now.n = sh_ports_list(ports, SH_PORTS_MAX);
	changed = now.n != t->n;
	for (size_t i = 0; i < now.n; i++) {
		struct row *r = &now.rows[i];
		size_t k = 0;

		while (k < t->n && !same_port(&t->rows[k].port, &ports[i]))
			k++;
		if (k < t->n)
			*r = t->rows[k];
		else
			changed = true;
		r->port = ports[i];
		memcpy(r->spec, ports[i].path, sizeof(ports[i].path));
	}
	*t = now;
	return changed;
}

/* Listens to every row that was not listened to yet and that may be. */
static enum sh_status ask(struct table *t, const struct sh_options *o, int wake, bool named,
			  struct sh_err *err)
{
	struct sh_probe_request requests[SH_PORTS_MAX] = {{NULL, 0}};
	static struct sh_probe_result results[SH_PORTS_MAX];
	struct row *asked[SH_PORTS_MAX];
	size_t n = 0;
	enum sh_status st;

	for (size_t i = 0; i < t->n; i++) {
		struct row *r = &t->rows[i];

		if (r->asked || (!named && !r->port.candidate))
			continue;
		r->asked = true;
		requests[n] = (struct sh_probe_request){r->spec, o->baud};
		asked[n++] = r;
	}
	st = sh_probe(requests, n, wake, &sh_signals_stop, results, err);
	for (size_t i = 0; st == SH_OK && i < n; i++)
		asked[i]->result = results[i];
	return st;
}

/* The one port that --port or --usb names. */
static enum sh_status name_port(struct table *t, const struct sh_options *o, struct sh_err *err)
{
	struct row *r = &t->rows[0];

	t->n = 1;
	if (!o->port) {
		enum sh_status st = sh_ports_find_usb(o->usb, &r->port, err);

		memcpy(r->spec, r->port.path, sizeof(r->port.path));
		return st;
	}
	if (strlen(o->port) >= sizeof(r->spec)) {
		sh_err_set(err, SH_ERR_CONFIG, 0,
			   "--port: the name is longer than %zu bytes: use a link to it",
			   sizeof(r->spec) - 1);
		return SH_ERR_CONFIG;
	}
	memcpy(r->spec, o->port, strlen(o->port) + 1);
	r->port.kind = SH_PORT_NATIVE;
	if (strncmp(o->port, "/dev/", 5) == 0)
		(void)sh_ports_lookup("/sys", o->port + 5, &r->port);
	return SH_OK;
}

static int show_named(struct table *t, const struct sh_options *o, int wake)
{
	struct sh_err err = {0};
	enum sh_status st = name_port(t, o, &err);

	if (st == SH_OK)
		st = ask(t, o, wake, true, &err);
	if (st != SH_OK)
		return fail(&err);
	if (t->rows[0].result.outcome == SH_PROBE_FAILED)
		return fail(&t->rows[0].result.err);
	print_table(t);
	return SH_EXIT_DONE;
}

int sh_cmd_sensors(const struct sh_options *o)
{
	static struct table table;
	struct sh_err err = {0};
	bool first = true;

	if (o->list_protocols) {
		list_protocols();
		return SH_EXIT_DONE;
	}
	const int wake = sh_signals_install();
	memset(&table, 0, sizeof(table));
	if (o->port || o->usb)
		return show_named(&table, o, wake);
	while (!sh_signals_stop) {
		struct pollfd fd = {.fd = wake, .events = POLLIN};

		if (look(&table) || first) {
			if (ask(&table, o, wake, false, &err) != SH_OK)
				return fail(&err);
			if (!first)
				putchar('\n');
			print_table(&table);
			if (fflush(stdout) != 0) /* the reader went away */
				return errno == EPIPE ? SH_EXIT_DONE : SH_EXIT_FAILED;
			first = false;
		}
		if (!o->watch)
			break;
		if (poll(&fd, 1, WATCH_MS) > 0)
			sh_signals_drain();
	}
	return SH_EXIT_DONE;
}

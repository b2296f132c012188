/* The verb `simulate`: which of the places the synthetic wearer's bytes go to. */

#define _POSIX_C_SOURCE 200809L

#include "app/cmd_simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/signals.h"
#include "app/simulate.h"
#include "support/err.h"

static int list_faults(void)
{
	for (int f = 0; f < SH_FAULTS; f++) {
		const struct sh_sim_fault_info *i = sh_sim_fault_info((enum sh_sim_fault)f);

		printf("%-18s %s\n%-18s expected: %s\n", i->name, i->what, "", i->verdict);
	}
	return SH_EXIT_DONE;
}

static enum sh_status check(const struct sh_options *o, struct sh_err *err)
{
	const char *why = NULL;

	if (o->n_args == 0 && !o->programme)
		why = "name an exercise: spinehold catalog list tells which there are";
	else if (o->n_args > 0 && o->programme)
		why = "an exercise and --programme: choose one of them";
	else if (o->n_args > 1)
		why = "one exercise at a time; see spinehold simulate --help";
	else if (o->output && o->pty)
		why = "--output and --pty: choose one of them";
	else if (!o->output && !o->pty && !o->truth)
		why = "say where to: --output FILE or --pty; see spinehold simulate --help";
	if (!why)
		return SH_OK;
	sh_err_set(err, SH_ERR_CONFIG, 0, "simulate: %s", why);
	return SH_ERR_CONFIG;
}

static bool is_log(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && strcmp(path + n - 5, ".mcap") == 0;
}

int sh_cmd_simulate(const struct sh_options *o)
{
	struct sh_simulate *s = NULL;
	struct sh_err err = {0};
	enum sh_status st;

	if (o->list_faults)
		return list_faults();
	if ((st = check(o, &err)) != SH_OK)
		return sh_fail(&err);
	s = calloc(1, sizeof(*s));
	if (!s) {
		sh_err_set(&err, SH_ERR_MEMORY, 0, "out of memory");
		return sh_fail(&err);
	}
	(void)sh_signals_install();
	st = sh_simulate_open(s, o, &err);
	if (st != SH_OK)
		goto out;
	if (o->pty)
		st = sh_simulate_pty(s, &err);
	else if (!o->output)
		st = sh_simulate_nowhere(s, &err);
	else if (is_log(o->output))
		st = sh_simulate_mcap(s, o->output, &err);
	else
		st = sh_simulate_file(s, o->output, &err);
out:
	if (sh_simulate_close(s, &err) != SH_OK && st == SH_OK)
		st = err.status;
	free(s);
	return st == SH_OK ? SH_EXIT_DONE : sh_fail(&err);
}

/*
 * The table of sinks. A new one is a file with its struct sh_sink_ops and a line here.
 */

#include "sink/sink.h"

#include <string.h>

static const struct sh_sink_ops *const SINKS[] = {&sh_sink_jsonl, &sh_sink_plain};

const struct sh_sink_ops *sh_sink_find(const char *name)
{
	for (size_t i = 0; i < sizeof SINKS / sizeof SINKS[0]; i++)
		if (strcmp(SINKS[i]->name, name) == 0)
			return SINKS[i];
	return NULL;
}

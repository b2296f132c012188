/*
 * JSON Lines: the events and nothing but the events, byte for byte what the core writes, because
 * `verify` compares these lines with the stored ones. All lines of one output go out together: they
 * belong to the same sample, and one write is cheaper than several.
 */

#include "sink/sink.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sink/line_out.h"
#include "support/err.h"

enum { BATCH_MAX = 8 * SH_EVENT_JSON_MAX };

struct jsonl {
	struct sh_line_out out;
	char batch[BATCH_MAX];
};

static enum sh_status open_jsonl(const struct sh_sink_options *o, void **ret_sink,
				 struct sh_err *err)
{
	struct jsonl *j = calloc(1, sizeof *j);

	*ret_sink = j;
	if (!j) {
		sh_err_set(err, SH_ERR_MEMORY, 0, "out of memory for the JSON output");
		return SH_ERR_MEMORY;
	}
	sh_line_out_init(&j->out, o);
	return SH_OK;
}

static enum sh_status output_jsonl(void *sink, const struct sh_output *o, struct sh_err *err)
{
	struct jsonl *j = sink;
	size_t len = 0;

	for (size_t i = 0; i < o->n_events; i++) {
		size_t n;

		if (sizeof j->batch - len < SH_EVENT_JSON_MAX) {
			const enum sh_status r = sh_line_out_write(&j->out, j->batch, len, err);

			if (r < 0)
				return r;
			len = 0;
		}
		n = sh_event_json(&o->events[i], j->batch + len, sizeof j->batch - len);
		assert(n > 0);
		len += n;
	}
	return len > 0 ? sh_line_out_write(&j->out, j->batch, len, err) : SH_OK;
}

static void *close_jsonl(void *sink)
{
	free(sink);
	return NULL;
}

const struct sh_sink_ops sh_sink_jsonl = {
	.name = "jsonl",
	.open = open_jsonl,
	.output = output_jsonl,
	.close = close_jsonl,
};

/* The table of protocols and the three calls that go through it.
 *
 * The order is the order of preference when two protocols fit the same bytes equally: ours has a
 * 16-bit CRC and a clock, WitMotion an 8-bit sum and none, and CSV is never found by listening.
 */

#include "proto.h"

#include <assert.h>
#include <string.h>

const struct sh_protocol *const sh_protocols[] = {
	&sh_proto_spinehold,
	&sh_proto_witmotion,
	&sh_proto_csv,
	NULL,
};

static bool equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

const struct sh_protocol *sh_protocol_find(const char *name)
{
	size_t i;

	for (i = 0; sh_protocols[i]; i++) {
		if (equal(sh_protocols[i]->name, name))
			return sh_protocols[i];
	}
	return NULL;
}

enum sh_status sh_decoder_init(struct sh_decoder *d, const struct sh_protocol *p,
			       const struct sh_decoder_options *o, const char **ret_why)
{
	static const struct sh_decoder_options none = {""};
	struct sh_decoder fresh;
	enum sh_status r;

	assert(d && p && ret_why);
	memset(&fresh, 0, sizeof(fresh));
	fresh.protocol = p;
	r = p->init(&fresh, o ? o : &none, ret_why);
	if (r == SH_OK)
		*d = fresh;
	return r;
}

enum sh_status sh_decoder_next(struct sh_decoder *d, struct sh_bytes *in, struct sh_sample *ret)
{
	assert(d && d->protocol && in && ret);
	return d->protocol->next(d, in, ret);
}

enum sh_status sh_decoder_end(struct sh_decoder *d, struct sh_sample *ret)
{
	assert(d && d->protocol && ret);
	return d->protocol->end ? d->protocol->end(d, ret) : SH_WAIT;
}

void sh_proto_bad(struct sh_decoder *d, uint64_t at, const char *why)
{
	d->stats.bad_frames++;
	if (!d->stats.bad_why) {
		d->stats.bad_at = at;
		d->stats.bad_why = why;
	}
}

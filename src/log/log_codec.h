#ifndef SH_LOG_CODEC_H
#define SH_LOG_CODEC_H

/** What is inside the messages, the channels and the metadata of a session log; shared by writer
 * and reader, so that the two cannot drift apart. Plain functions on the caller's buffers. The
 * layout is described in log_header.h.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/log_header.h"
#include "log/mcap_records.h"
#include "spinehold/record.h"

enum sh_log_channel {
	SH_LOG_CHANNEL_NONE, /* of no meaning to us */
	SH_LOG_CHANNEL_LOW,
	SH_LOG_CHANNEL_UPPER,
	SH_LOG_CHANNEL_COMMAND,
	SH_LOG_CHANNEL_LINK,
	SH_LOG_CHANNEL_EVENT,
	SH_LOG_CHANNELS
};

enum { SH_LOG_SCHEMAS = 3, SH_LOG_JSON_MAX = 96, SH_LOG_FACTS = 7 };

enum sh_log_text { SH_LOG_CONFIG, SH_LOG_CATALOG, SH_LOG_PROGRAMME, SH_LOG_PROFILE, SH_LOG_TEXTS };

struct sh_mcap_text sh_log_view(const char *s); /* NULL is empty */
bool sh_log_view_is(struct sh_mcap_text t, const char *s);

const char *sh_log_text_name(enum sh_log_text t);  /* config.json ... */
const char *sh_log_text_media(enum sh_log_text t); /* application/json, application/yaml */

/** Writes schema `id`, 1 to SH_LOG_SCHEMAS. */
void sh_log_put_schema(struct sh_mcap_out *o, uint16_t id);
void sh_log_put_channel(struct sh_mcap_out *o, enum sh_log_channel c);

/** By topic and encoding. */
enum sh_log_channel sh_log_channel_find(const struct sh_mcap_channel *c);

/** The facts of the header as texts, in `ret_text` (caller's, at least SH_LOG_FACTS of them), with
 * a last one "crc32": the crcs of "key=value" of all others, xor-ed, as 8 hex digits, so that tools
 * that copy a log may change the order. */
struct sh_log_facts {
	struct sh_mcap_pair pair[SH_LOG_FACTS];
	char format[12], start_us[24], start[40], crc[12];
};
void sh_log_facts_make(const struct sh_log_header *h, struct sh_log_facts *ret);

/** @return 1 and the facts in *ret (its texts untouched); 0 if they are incomplete, do not fit or
 * do not agree with their crc; -1 if they are of a later format. */
int sh_log_facts_parse(struct sh_mcap_map m, struct sh_log_header *ret);

/** @return length of the JSON, without the terminator that is there too. */
size_t sh_log_command_json(const struct sh_record *r, char ret[SH_LOG_JSON_MAX]);
size_t sh_log_link_json(const struct sh_record *r, char ret[SH_LOG_JSON_MAX]);

/** From one flat JSON object; keys in any order, others ignored. @return false where it is none,
 * lacks a key, or a value is unknown or out of range; *ret untouched then. */
bool sh_log_command_parse(struct sh_mcap_text json, struct sh_command *ret, uint32_t *ret_line);
bool sh_log_link_parse(struct sh_mcap_text json, enum sh_link_change *ret, uint32_t *ret_line,
		       uint32_t *ret_baud);

#endif

/* What stands before the first chunk of a session log: magic, header, metadata, texts.
 *
 * One damaged byte must not cost a whole recording, so the magic may be wrong if the header record
 * is right and the other way round; both wrong is some other file, and that is said at once,
 * however large it is.
 */

#define _POSIX_C_SOURCE 200809L

#include "log/log_reader_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log/mcap_records.h"
#include "support/err.h"

/* The front of the file up to the header; the rest of a file is not looked at if this fails. */
enum sh_status sh_log_front_begin(struct sh_log_reader *r, struct sh_err *err)
{
	const uint8_t *magic = sh_log_file_look(&r->file, 0, SH_MCAP_MAGIC_BYTES);
	bool good_magic, good_header;
	struct sh_mcap_text profile, library;
	struct sh_log_block b;
	size_t n;

	if (!magic && errno)
		return sh_log_unreadable(r, err);
	good_magic = magic && memcmp(magic, sh_mcap_magic, SH_MCAP_MAGIC_BYTES) == 0;
	good_header = sh_log_file_block(&r->file, SH_MCAP_MAGIC_BYTES, &b) == SH_LOG_GOOD &&
		      b.opcode == SH_MCAP_HEADER &&
		      sh_mcap_parse_header(b.body, b.len, &profile, &library);
	if (!good_magic && !(good_header && sh_log_view_is(profile, "spinehold"))) {
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s'@0: not a session log (MCAP): give a .mcap, .csv or .csv.gz that "
			   "holds "
			   "a recording",
			   r->file.path);
		return SH_ERR_INPUT;
	}
	if (!good_magic)
		sh_log_note(r, SH_LOG_DAMAGE_HEADER, 0, SH_MCAP_MAGIC_BYTES, 0);
	r->at = SH_MCAP_MAGIC_BYTES;
	r->crc = sh_mcap_crc32(0, sh_mcap_magic, SH_MCAP_MAGIC_BYTES);
	if (!good_header)
		return SH_OK;
	r->has_header = true;
	r->is_ours = sh_log_view_is(profile, "spinehold");
	n = profile.len < sizeof r->profile ? profile.len : sizeof r->profile - 1;
	memcpy(r->profile, profile.data, n);
	return SH_OK;
}

/* The first of each name counts. */
bool sh_log_front_attachment(struct sh_log_reader *r, const struct sh_log_block *b)
{
	struct sh_mcap_attachment a;

	if (!sh_mcap_parse_attachment(b->body, b->len, b->len, &a))
		return true;
	for (int t = 0; t < SH_LOG_TEXTS; t++) {
		const uint8_t *data = b->body + a.data_at;
		size_t len = (size_t)a.data_len;

		if (r->text[t] || !sh_log_view_is(a.name, sh_log_text_name((enum sh_log_text)t)))
			continue;
		if (len > 0 && memchr(data, '\0', len)) {
			sh_log_note(r, SH_LOG_DAMAGE_HEADER, b->at, b->end, 0);
			return true;
		}
		r->text[t] = malloc(len + 1);
		if (!r->text[t]) {
			errno = ENOMEM;
			return false;
		}
		memcpy(r->text[t], data, len);
		r->text[t][len] = '\0';
	}
	return true;
}

void sh_log_front_metadata(struct sh_log_reader *r, const struct sh_log_block *b)
{
	struct sh_mcap_text name;
	struct sh_mcap_map map;

	if (r->has_facts || !sh_mcap_parse_metadata(b->body, b->len, &name, &map) ||
	    !sh_log_view_is(name, "spinehold"))
		return;
	switch (sh_log_facts_parse(map, &r->header)) {
	case 1:
		r->has_facts = true;
		break;
	case -1:
		r->later_format = true;
		break;
	default:
		break;
	}
}

bool sh_log_reader_header_whole(const struct sh_log_reader *r)
{
	for (int t = 0; t < SH_LOG_TEXTS; t++)
		if (!r->text[t])
			return false;
	return r->has_facts && r->is_ours;
}

enum sh_status sh_log_front_judge(struct sh_log_reader *r, struct sh_err *err)
{
	const char *path = r->file.path;

	if (r->later_format)
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s'@%d: a session log of a later format: use a newer spinehold", path,
			   SH_MCAP_MAGIC_BYTES);
	else if (r->has_header && !r->is_ours && !r->has_facts)
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s'@%d: MCAP, but no session log of spinehold (its profile is '%s'): "
			   "convert it to CSV",
			   path, SH_MCAP_MAGIC_BYTES, r->profile);
	else if (r->n_chunks == 0 && r->compressed)
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s'@%lld: compressed by another tool: undo that (mcap decompress)",
			   path, (long long)(r->n_damage ? r->damage[0].start_byte : 0));
	else if (r->n_chunks == 0 && !r->has_facts)
		sh_err_set(err, SH_ERR_INPUT, 0,
			   "'%s'@%d: nothing in this session log can be read: use a copy of it",
			   path, SH_MCAP_MAGIC_BYTES);
	else
		return SH_OK;
	return SH_ERR_INPUT;
}

/*
 * Rows back into structs, for the list of all sessions and the detail of one. The columns stand
 * beside the code that reads them by their place.
 */

#include <stdio.h>

#include "store/store_part.h"

const char sh_store_session_columns[] =
	"id, start_utc, source, program, log, synthetic, exercises, samples, gaps, bad_frames, lost,"
	" ended, completed, resumes, log_sha256";

const char sh_store_result_columns[] =
	"ordinal, exercise, variant, t_us, valid_hold_us, active_us, holds, reps, reps_ok,"
	" reps_shallow, reps_deep, reps_jerky, reps_unsure, depth_warnings, limit_events, completed,"
	" reps_left, reps_right, ended, asked";

void sh_store_read_text(sqlite3_stmt *q, int column, char *ret, size_t cap)
{
	const unsigned char *text = sqlite3_column_text(q, column);

	snprintf(ret, cap, "%s", text ? (const char *)text : "");
}

void sh_store_read_session(sqlite3_stmt *q, struct sh_store_session *ret)
{
	sh_store_read_text(q, 0, ret->id, sizeof ret->id);
	ret->start_utc_s = sqlite3_column_int64(q, 1);
	sh_store_read_text(q, 2, ret->source, sizeof ret->source);
	sh_store_read_text(q, 3, ret->program, sizeof ret->program);
	sh_store_read_text(q, 4, ret->log, sizeof ret->log);
	ret->synthetic = sqlite3_column_int(q, 5) != 0;
	ret->exercises = sqlite3_column_int(q, 6);
	ret->samples = sqlite3_column_int64(q, 7);
	ret->gaps = sqlite3_column_int64(q, 8);
	ret->bad_frames = sqlite3_column_int64(q, 9);
	ret->lost = sqlite3_column_int64(q, 10);
	ret->ended = sqlite3_column_int(q, 11) != 0;
	ret->completed = sqlite3_column_int(q, 12) != 0;
	sh_store_read_text(q, 13, ret->resumes, sizeof ret->resumes);
	sh_store_read_text(q, 14, ret->log_sha256, sizeof ret->log_sha256);
}

void sh_store_read_result(sqlite3_stmt *q, struct sh_store_result *ret)
{
	ret->ordinal = sqlite3_column_int(q, 0);
	sh_store_read_text(q, 1, ret->exercise, sizeof ret->exercise);
	sh_store_read_text(q, 2, ret->variant, sizeof ret->variant);
	ret->t_us = sqlite3_column_int64(q, 3);
	ret->valid_hold_us = sqlite3_column_int64(q, 4);
	ret->active_us = sqlite3_column_int64(q, 5);
	ret->holds = sqlite3_column_int(q, 6);
	ret->reps = sqlite3_column_int(q, 7);
	ret->reps_ok = sqlite3_column_int(q, 8);
	ret->reps_shallow = sqlite3_column_int(q, 9);
	ret->reps_deep = sqlite3_column_int(q, 10);
	ret->reps_jerky = sqlite3_column_int(q, 11);
	ret->reps_unsure = sqlite3_column_int(q, 12);
	ret->depth_warnings = sqlite3_column_int(q, 13);
	ret->limit_events = sqlite3_column_int(q, 14);
	ret->completed = sqlite3_column_int(q, 15) != 0;
	ret->reps_left = sqlite3_column_int(q, 16);
	ret->reps_right = sqlite3_column_int(q, 17);
	sh_store_read_text(q, 18, ret->ended, sizeof ret->ended);
	sh_store_read_text(q, 19, ret->asked, sizeof ret->asked);
}

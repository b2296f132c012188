#ifndef SH_CORE_SESSION_PART_H
#define SH_CORE_SESSION_PART_H

/** What the parts of the session share; nobody else includes it. */

#include "spinehold/session.h"

/* session.c */

/** Judges one sample; the rate is known. */
void sh_session_sample(struct sh_session *s, const struct sh_sample *sample);

/* session_input.c: bytes, listening, the first quarter second */

SH_NODISCARD enum sh_status sh_session_lines_init(struct sh_session *s, const char **ret_why);
void sh_session_bytes(struct sh_session *s, const struct sh_record *r);
/** The baud rate was changed: what was heard while listening belongs to no frame. */
void sh_session_retuned(struct sh_session *s, uint32_t line);
/** End of input: the last row, and what was still kept back. */
void sh_session_drain(struct sh_session *s);

/* session_view.c */

/** Brings s->view up to date. */
void sh_session_view(struct sh_session *s);

#endif

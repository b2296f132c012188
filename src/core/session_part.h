#ifndef SH_CORE_SESSION_PART_H
#define SH_CORE_SESSION_PART_H

/** What the parts of the session share; nobody else includes it. */

#include "spinehold/session.h"

/* session.c */

/** Judges one sample; the rate is known. */
void sh_session_sample(struct sh_session *s, const struct sh_sample *sample);

/** Gives what has gathered to the listener. */
void sh_session_deliver(struct sh_session *s, const struct sh_sample *sample,
			const struct sh_orientation *o);
void sh_session_summary(struct sh_session *s);
void sh_session_begin_exercise(struct sh_session *s);
/** The exercise is over: on to the next after its rest, or the session ends. */
void sh_session_after_exercise(struct sh_session *s);

/* session_command.c: what the wearer asks for, and what is left to do */

void sh_session_command(struct sh_session *s, const struct sh_command *c);
/** Keeps a command until there is a sample it could act on. */
void sh_session_keep_early(struct sh_session *s, const struct sh_command *c);
/** Applies those that were kept, in their order. */
void sh_session_early(struct sh_session *s);

/* session_wear.c: how the sensor is worn, found out anew */

void sh_session_wear_command(struct sh_session *s, const struct sh_command *c);
void sh_session_wear_sample(struct sh_session *s, const struct sh_sample *sample,
			    const struct sh_orientation *o);
/** Gives it up; the mount stays. */
void sh_session_wear_stop(struct sh_session *s);

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

#ifndef SPINEHOLD_COMMAND_H
#define SPINEHOLD_COMMAND_H

/** What the wearer (or the shell for them) asks of a running session.
 *
 * A command is part of the record stream: it is logged before it is applied, takes effect between
 * two samples, and a replay gives it back at the same place. Plain data.
 */

enum sh_command_kind {
	SH_COMMAND_START,   /* begin, or go on after a pause */
	SH_COMMAND_PAUSE,
	SH_COMMAND_NEUTRAL, /* take the neutral anew as soon as the wearer is still */
	SH_COMMAND_NEXT,    /* on to the next set, side or exercise */
	SH_COMMAND_SIDE,    /* the other side */
	SH_COMMAND_MARK,    /* remember this moment */
	SH_COMMAND_PAIN,    /* value: 0 to 10, -1 when not rated, or SH_PAIN_LEG. Pauses; 6 and more
	                       and a leg end the session; after 4 or 5 NEXT ends the exercise */
	SH_COMMAND_QUIT,    /* end the session in order: result and summary are still given */
	SH_COMMAND_CHAIR,   /* on with the chair variant (or back): the set begins anew with its numbers */
	SH_COMMAND_BREATH,  /* the wearer counts a breath: from then on the count is theirs */
	SH_COMMAND_WEAR,      /* find out anew how the sensor is worn (wear.h); value: enum sh_wear_method.
	                         Pauses the exercise until it is known; START gives it up */
	SH_COMMAND_WEAR_UNDO, /* the mount before comes back into force; once more: the newer one */
	SH_COMMANDS
};

/** Pain, numbness or tingling that runs down a leg: no number, but a reason to stop. */
enum { SH_PAIN_NOT_RATED = -1, SH_PAIN_MOST = 10, SH_PAIN_LEG = 11 };

struct sh_command {
	enum sh_command_kind kind;
	int value; /* 0 unless the kind says otherwise */
};

const char *sh_command_name(enum sh_command_kind k); /* start pause neutral next side mark pain ... */

#endif

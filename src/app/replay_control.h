#ifndef SH_APP_REPLAY_CONTROL_H
#define SH_APP_REPLAY_CONTROL_H

/** The remote control of a replay: which moment is to be shown when, and what a key does.
 *
 *            output before the target           output at or after it
 *   SEEKING ---------------------- SEEKING ----------------------------- STANDING or PLAYING
 *                                      key: forwards    -> SEEKING
 *   STANDING, PLAYING --- space --->   the other
 *                     --- a seek back -> REWIND (the caller begins anew) -> SEEKING
 *
 * There is no going back in a session, so going back is beginning anew and seeking forwards; what
 * is shown at a moment is therefore what a straight replay shows there. Times are microseconds of
 * sensor time (`t_us`) and of the caller's clock (`now_us`).
 *
 * Pure: plain data, no clock, no allocation; cannot fail. The timeline is borrowed.
 */

#include <stdbool.h>
#include <stdint.h>

#include "tui/screen_replay.h"
#include "tui/timeline.h"

enum sh_replay_state { SH_REPLAY_SEEKING, SH_REPLAY_PLAYING, SH_REPLAY_STANDING };

/** What the caller must do about a key. */
enum sh_replay_order {
	SH_REPLAY_NOTHING, /* no such key */
	SH_REPLAY_DRAW,	   /* something that is shown has changed */
	SH_REPLAY_GO_ON,   /* a later moment is wanted: go on giving outputs */
	SH_REPLAY_REWIND,  /* an earlier one: begin anew, call sh_replay_begin, give outputs */
	SH_REPLAY_QUIT
};

struct sh_replay_control {
	enum sh_replay_state state;
	bool stand_after; /* having arrived: stand, or play on */
	bool can_rewind, at_end, help;
	int speed;	    /* 0 is 1x, each step doubles; SH_REPLAY_MAX: as fast as possible */
	double factor;	    /* sensor time for a second of the clock; 0: as fast as possible */
	int64_t hold_at_us; /* playing: stand there, once; below 0 nowhere */
	int64_t target_us;  /* seeking: the first sample at or after it is wanted */
	int64_t t_us;	    /* of the newest sample given, -1 before the first */
	int64_t before_us;  /* of the one before it, -1 for none */
	int64_t start_us;   /* playing: clock time at which sensor time was 0 */
	const struct sh_timeline *timeline; /* NULL: not known */
};

enum { SH_REPLAY_SLOWEST = -3, SH_REPLAY_FASTEST = 5, SH_REPLAY_MAX = 6 };

/** @param factor     of --speed; 0 as fast as possible
 *  @param hold_at_us stand still there; below 0: play. As fast as possible it is a seek: nothing on
 * the way is shown
 *  @param timeline   of the whole recording, or NULL: then nothing but pause and speed work
 *  @param can_rewind the caller can begin anew */
void sh_replay_init(struct sh_replay_control *c, double factor, int64_t hold_at_us,
		    const struct sh_timeline *timeline, bool can_rewind);

/** The outputs begin anew; the target stays. */
void sh_replay_begin(struct sh_replay_control *c);

/** An output of the session with a sample, before it is shown.
 * @return whether its moment is to be shown; while it seeks it is not. */
bool sh_replay_output(struct sh_replay_control *c, int64_t t_us, int64_t now_us);

/** Nothing more comes; stands on the last moment. */
void sh_replay_end(struct sh_replay_control *c);

/** How long to wait before the next output: 0 none, -1 until a key comes. */
int64_t sh_replay_wait_us(const struct sh_replay_control *c, int64_t now_us);

/** A key as sh_term_key gives it.
 * @param ret_say  words for the screen, or NULL */
enum sh_replay_order sh_replay_key(struct sh_replay_control *c, int key, int64_t now_us,
				   const char **ret_say);

/** For the screen. */
void sh_replay_view(const struct sh_replay_control *c, struct sh_replay_view *ret);

#endif

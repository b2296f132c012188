#ifndef SH_TEST_PTYPAIR_H
#define SH_TEST_PTYPAIR_H

/** A pseudo-terminal whose master plays the device, and a folder of its own for its link.
 * Everything aborts the test with a message when the system refuses.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

struct ptypair {
	int master; /* non-blocking; -1 when hung up */
	char slave[64];
	char folder[128];	/* made by mkdtemp */
	char link[160];		/* folder/ttyA, a symbolic link to the slave */
	char library_name[192]; /* the link as libserialport accepts it */
};

/** A fresh pair in the kernel's default, that is cooked and echoing, mode. */
void ptypair_open(struct ptypair *p);

/** The device goes away (the link stays). */
void ptypair_hang_up(struct ptypair *p);

/** Another device on the same link. */
void ptypair_replace(struct ptypair *p);

/** Hangs up and removes link and folder. */
void ptypair_close(struct ptypair *p);

/** The device says something. */
void ptypair_say(struct ptypair *p, const void *bytes, size_t len);

/** @return how many bytes the port sent or echoed to the device, waiting up to `wait_ms` for one.
 */
size_t ptypair_heard(struct ptypair *p, int wait_ms);

/** @return the rate the port is set to, as the device's end sees it. */
uint32_t ptypair_baud(const struct ptypair *p);

#endif

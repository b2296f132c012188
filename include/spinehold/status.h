#ifndef SPINEHOLD_STATUS_H
#define SPINEHOLD_STATUS_H

/** What a function that can fail gives back.
 *
 * Zero is success, positive values are normal outcomes that need no message, negative values are
 * errors. Line noise and lost frames are never errors: they are data, counted by the decoder.
 */

#if defined(__GNUC__) || defined(__clang__)
#define SH_NODISCARD __attribute__((warn_unused_result))
#define SH_PRINTF(string, first) __attribute__((__format__(__printf__, string, first)))
#else
#define SH_NODISCARD
#define SH_PRINTF(string, first)
#endif

enum sh_status {
	SH_OK = 0,
	SH_WAIT = 1,        /* nothing to give yet: feed more, or come back later */
	SH_END = 2,         /* the recording is over */
	SH_ERR_CONFIG = -1, /* a setting is out of range or contradicts another */
	SH_ERR_ORDER = -2,  /* called at the wrong time, or time stood still */
	SH_ERR_INPUT = -3,  /* a file's content cannot be used */
	SH_ERR_IO = -4,     /* the world said no: file, port, database */
	SH_ERR_MEMORY = -5  /* only outside the core: the core does not allocate */
};

/** Filled by functions outside the core when they fail, so that the message is made where the
 * facts are. One line, no newline, no leading "spinehold: ", safe to print (bytes from outside are
 * already escaped): what went wrong, where (file:line or file@byte), what to do.
 */
struct sh_err {
	enum sh_status status;
	int os_errno; /* 0 where the system was not involved */
	char message[480];
};

#endif

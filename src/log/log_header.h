#ifndef SH_LOG_HEADER_H
#define SH_LOG_HEADER_H

/** What a session log says about its session before the first record, and how it is laid out.
 *
 * A session log is one MCAP file (media type application/vnd.mcap, profile "spinehold"; the records
 * as bytes are in mcap_records.h):
 *
 *	magic, header
 *	metadata "spinehold"     the small facts below as texts, and "crc32" over them (see
 *log_codec.h) attachments              config.json catalog.yaml programme.yaml profile.yaml, all
 *four always, empty where there is none; each with its crc schemas, channels        1
 * /sensor/0/bytes  2 /sensor/1/bytes  3 /command  4 /link  5 /event chunk, message indexes   again
 *and again: at most 64 KiB or half a second, uncompressed, crc data end, summary, footer, magic
 *only in a log that was closed in order
 *
 * What a replay needs stands before the first chunk, each chunk names its own channels again, and
 * nothing that was written is ever changed: a file that ends anywhere is a good log up to its last
 * whole chunk. The sequence number of a message counts all messages of the log from 0, over all
 * channels, so the order is total and a missing chunk shows.
 *
 * Log time of a message: t_host_us * 1000, ns since the session began. Data of a message: the bytes
 * as they came; for a command {"command":"pain","value":7} (and "line":1 if it came in on another
 * line than 0, as a tap on the upper sensor); for a link change
 * {"link":"retuned","line":0,"baud":115200} (baud only there); for an event the line the session
 * printed, without its newline.
 */

#include <stdint.h>

enum {
	SH_LOG_FORMAT = 1,		   /* metadata "format"; a reader refuses what is larger */
	SH_LOG_LINES_MAX = 2,		   /* sensors with a channel of their own */
	SH_LOG_DATA_MAX = 1024 * 1024,	   /* bytes in one record or event */
	SH_LOG_TEXT_MAX = 16 * 1024 * 1024 /* bytes in one of the texts below */
};

struct sh_log_header {
	char program[64];     /* "spinehold 0.1.0": what made the recording; printable ASCII */
	char source[16];      /* serial usb csv simulated ...; printable ASCII */
	char session_id[40];  /* printable ASCII */
	int64_t start_utc_us; /* since 1970, the only wall-clock value in a log */
	/* Terminated texts, "" for none (NULL counts as "" when writing). Caller owns them when
	 * writing, the reader when reading. */
	const char *config;  /* effective configuration, JSON */
	const char *catalog; /* YAML, as are the next two */
	const char *programme;
	const char *profile;
};

#endif

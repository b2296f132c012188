#ifndef SH_WIRE_H
#define SH_WIRE_H

/** spinehold protocol v1: frames between a wearable board and the program, for both sides.
 *
 * Freestanding: no allocation, no globals, no floating-point arithmetic (the scales in a HELLO are
 * stored as they are); of the C library only memcpy and memset. An AVR with 2 KiB of RAM can use
 * it: a frame is built straight into the transmit buffer. The byte tables and the reasons are in
 * PROTOCOL.md.
 *
 * A frame on the line is COBS(header | payload | CRC) followed by one 00. Un-encoded it is at most
 * SH_WIRE_FRAME_MAX bytes, so COBS always costs exactly one byte and there is one encoding only.
 *
 * Builders write a whole frame, its closing 00 included, and return its length; 0 if it does not
 * fit in `cap` (nothing useful is in `ret`) or a length is out of range. SH_WIRE_ENCODED_MAX bytes
 * always suffice. Parsers return false for a payload that is too short; a longer one is fine: the
 * tail belongs to a later minor version and is ignored.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	SH_WIRE_MAJOR = 1,
	SH_WIRE_MINOR = 0,
	SH_WIRE_HEADER_BYTES = 8,
	SH_WIRE_CRC_BYTES = 2,
	SH_WIRE_FRAME_MAX = 253,   /* header, payload and CRC before COBS */
	SH_WIRE_PAYLOAD_MAX = 243, /* FRAME_MAX - HEADER_BYTES - CRC_BYTES */
	SH_WIRE_ENCODED_MAX = 255, /* FRAME_MAX + 1 for COBS + 1 for the 00 */
	SH_WIRE_SENSORS_MAX = 2,   /* sensors of a HELLO that are kept; more are passed over */
	SH_WIRE_DEVICE_ID_BYTES = 8,
	SH_WIRE_HELLO_BYTES = 18,	 /* fixed part of the HELLO payload */
	SH_WIRE_HELLO_SENSOR_BYTES = 22, /* and of each sensor in it */
	SH_WIRE_AXES_BYTES = 12,	 /* acc xyz, gyro xyz */
	SH_WIRE_SAMPLE_BYTES_MAX = 20,	 /* with temperature and magnetometer */
	SH_WIRE_STATUS_BYTES = 18,
	SH_WIRE_ACK_BYTES = 6
};

enum sh_wire_type {
	SH_WIRE_HELLO = 0x01,
	SH_WIRE_SAMPLE = 0x02,
	SH_WIRE_SAMPLE_GROUP = 0x03,
	SH_WIRE_STATUS = 0x04,
	SH_WIRE_CAL = 0x05, /* number kept; payload not fixed in 1.0 */
	SH_WIRE_MARK = 0x06,
	SH_WIRE_TIME = 0x07, /* number kept; payload not fixed in 1.0 */
	SH_WIRE_CMD = 0x10,
	SH_WIRE_ACK = 0x11,
	SH_WIRE_TEXT = 0x7F
};

/* Low nibble of the header's second byte. */
enum sh_wire_source {
	SH_WIRE_PELVIS = 0,
	SH_WIRE_THORAX = 1,
	SH_WIRE_DEVICE = 15 /* the board itself: HELLO, STATUS, groups, TEXT, ACK */
};

/* High nibble, given here in place. */
enum sh_wire_flag {
	SH_WIRE_GAP_BEFORE =
		0x10,		/* samples were lost before they could be counted (FIFO overflow) */
	SH_WIRE_CLIPPED = 0x20, /* the sensor says that a value sat at its full scale */
	SH_WIRE_TIME_JUMPED = 0x40, /* the board's clock does not continue from the frame before */
	SH_WIRE_BOOT = 0x80	    /* HELLO only: the first one since the board started */
};

enum sh_wire_sensor_flag {
	SH_WIRE_HAS_TEMPERATURE = 0x01, /* its SAMPLEs carry a temperature */
	SH_WIRE_HAS_MAG = 0x02 /* ... and a magnetometer, after the temperature if there is one */
};

enum sh_wire_chip {
	SH_WIRE_CHIP_UNKNOWN = 0,
	SH_WIRE_CHIP_MPU6050 = 1,
	SH_WIRE_CHIP_MPU6500 = 2,
	SH_WIRE_CHIP_MPU9250 = 3,
	SH_WIRE_CHIP_ICM20948 = 4,
	SH_WIRE_CHIP_LSM6DSO = 5,
	SH_WIRE_CHIP_SIMULATED = 255
};

enum sh_wire_command {
	SH_WIRE_CMD_HELLO = 1, /* send a HELLO now */
	SH_WIRE_CMD_START = 2, /* start sending samples */
	SH_WIRE_CMD_STOP = 3,
	SH_WIRE_CMD_RATE = 4, /* argument: u32 millihertz */
	SH_WIRE_CMD_MARK = 5  /* send a MARK now, origin host; argument: u16 code */
};

enum sh_wire_ack_status { SH_WIRE_ACK_OK = 0, SH_WIRE_ACK_UNKNOWN = 1, SH_WIRE_ACK_RANGE = 2 };

struct sh_wire_header {
	uint8_t type;	/* enum sh_wire_type */
	uint8_t source; /* 0 to 15, enum sh_wire_source */
	uint8_t flags;	/* enum sh_wire_flag, or-ed; only the high nibble counts */
	uint16_t seq;	/* per source: counts the samples taken, sent or not; wraps */
	uint32_t t_us;	/* data ready, on the board's clock; wraps after 71.6 minutes */
};

struct sh_wire_frame {
	struct sh_wire_header header;
	const uint8_t *payload; /* borrowed: points into the buffer given to sh_wire_decode() */
	size_t payload_len;
};

struct sh_wire_sensor {
	uint8_t id;	   /* its source number in SAMPLE; 0 pelvis, 1 thorax */
	uint8_t role;	   /* where it is worn, same numbers: for people, `id` decides */
	uint8_t chip;	   /* enum sh_wire_chip */
	uint8_t flags;	   /* enum sh_wire_sensor_flag, or-ed: the shape of its SAMPLEs */
	uint32_t rate_mhz; /* samples taken per 1000 s */
	float acc_m_s2;	   /* m/s^2 per LSB, > 0 */
	float gyro_rad_s;  /* rad/s per LSB, > 0 */
	float mag_ut;	   /* microtesla per LSB; 0 without a magnetometer */
	uint8_t mount;	   /* 0: not told; else 0x80 | up << 3 | forward, see PROTOCOL.md */
	uint8_t who_am_i;  /* the chip's identity register as read: shows relabelled chips */
};

struct sh_wire_hello {
	uint8_t major, minor; /* of the protocol */
	uint8_t device_id[SH_WIRE_DEVICE_ID_BYTES];
	uint8_t firmware[3]; /* version x, y, z */
	uint32_t tick_hz;  /* how finely t_us is resolved: 250000 means steps of 4 us; 0 not told */
	uint8_t n_sensors; /* as sent; at most SH_WIRE_SENSORS_MAX of them are in `sensors` */
	struct sh_wire_sensor sensors[SH_WIRE_SENSORS_MAX];
};

struct sh_wire_sample {
	int16_t acc[3], gyro[3];  /* raw; -32768 and +-32767 mean clipped */
	int16_t temperature_cdeg; /* hundredths of a degree C; 0 unless has_temperature */
	int16_t mag[3];		  /* raw; 0 unless has_mag */
	bool has_temperature, has_mag;
};

struct sh_wire_status {
	uint32_t uptime_s;
	int16_t temperature_cdeg;			  /* of the board; -32768 not known */
	uint16_t battery_mv;				  /* 0 not known */
	uint32_t dropped;				  /* samples taken but not sent */
	uint16_t i2c_errors, fifo_overflows, tx_overruns; /* since boot; stay at 65535 */
};

struct sh_wire_mark {
	uint16_t code;
	uint8_t origin; /* 0 button (also when not sent), 1 host */
};

struct sh_wire_cmd {
	uint8_t token;	     /* comes back in the ACK */
	uint8_t cmd;	     /* enum sh_wire_command */
	const uint8_t *args; /* borrowed */
	size_t args_len;
};

struct sh_wire_ack {
	uint8_t token, status; /* enum sh_wire_ack_status */
	uint32_t value;	       /* the setting now in force; 0 where there is none */
};

/** CRC-16/IBM-3740: polynomial 1021, start FFFF, no reflection, no final xor; "123456789" gives
 * 29B1. Start with 0xFFFF; pass the previous result to go on. */
uint16_t sh_wire_crc16(uint16_t crc, const uint8_t *data, size_t len);

/** COBS without a delimiter. Any length; `ret` needs len + 1 + len / 254 bytes.
 * @return the encoded length. */
size_t sh_wire_cobs_encode(const uint8_t *data, size_t len, uint8_t *ret);

/** Undoes COBS; `data` holds no delimiter. `ret` may be `data` itself. Accepts both encodings of a
 * run of 254 bytes at the end.
 * @return true and *ret_len (at most len - 1), or false: a 00 inside, or a block beyond the end. */
bool sh_wire_cobs_decode(const uint8_t *data, size_t len, uint8_t *ret, size_t *ret_len);

/** Builds a frame around any payload. */
size_t sh_wire_build(const struct sh_wire_header *h, const uint8_t *payload, size_t len,
		     uint8_t *ret, size_t cap);

/** Un-does what stands between two 00 (`len` bytes, none of them 00), in place.
 * @return true if shape and CRC are good; *ret then borrows from `bytes`, which is overwritten
 *         in either case. An empty frame (two 00 in a row) is not good, but no error either: leave
 *         it out. */
bool sh_wire_decode(uint8_t *bytes, size_t len, struct sh_wire_frame *ret);

/* Builders. The header's `type` is filled in by the function; source, flags, seq and t_us are the
 * caller's. */
size_t sh_wire_build_hello(struct sh_wire_header h, const struct sh_wire_hello *hello, uint8_t *ret,
			   size_t cap);
size_t sh_wire_build_sample(struct sh_wire_header h, const struct sh_wire_sample *s, uint8_t *ret,
			    size_t cap);
/** `samples`: n of them (1 to SH_WIRE_SENSORS_MAX), in the order of the HELLO; only acc and gyro.
 */
size_t sh_wire_build_group(struct sh_wire_header h, const struct sh_wire_sample *samples, size_t n,
			   uint8_t *ret, size_t cap);
size_t sh_wire_build_status(struct sh_wire_header h, const struct sh_wire_status *s, uint8_t *ret,
			    size_t cap);
/** Sends the origin byte only where it is not 0. */
size_t sh_wire_build_mark(struct sh_wire_header h, const struct sh_wire_mark *m, uint8_t *ret,
			  size_t cap);
/** `text`: `len` bytes of UTF-8, cut at SH_WIRE_PAYLOAD_MAX. */
size_t sh_wire_build_text(struct sh_wire_header h, const char *text, size_t len, uint8_t *ret,
			  size_t cap);
size_t sh_wire_build_cmd(struct sh_wire_header h, const struct sh_wire_cmd *c, uint8_t *ret,
			 size_t cap);
size_t sh_wire_build_ack(struct sh_wire_header h, const struct sh_wire_ack *a, uint8_t *ret,
			 size_t cap);

/* Parsers of the payload of a frame of that type. */

/** Also false for no sensor at all. The version is not judged, the scales are not checked. */
bool sh_wire_parse_hello(const struct sh_wire_frame *f, struct sh_wire_hello *ret);
/** `sensor_flags` of that sensor's HELLO decide what follows the axes; 0 while none was heard. */
bool sh_wire_parse_sample(const struct sh_wire_frame *f, uint8_t sensor_flags,
			  struct sh_wire_sample *ret);
/** The sample at `index` of a group. */
bool sh_wire_parse_group(const struct sh_wire_frame *f, size_t index, struct sh_wire_sample *ret);
bool sh_wire_parse_status(const struct sh_wire_frame *f, struct sh_wire_status *ret);
bool sh_wire_parse_mark(const struct sh_wire_frame *f, struct sh_wire_mark *ret);
bool sh_wire_parse_cmd(const struct sh_wire_frame *f, struct sh_wire_cmd *ret);
bool sh_wire_parse_ack(const struct sh_wire_frame *f, struct sh_wire_ack *ret);

#ifdef __cplusplus
}
#endif

#endif

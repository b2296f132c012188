/* SHA-256, block by block, straight from the standard: its constants are the first 32 bits of the
 * fractions of the square and cube roots of the first primes. Written here because it is eighty
 * lines and a library for it would be one more to install; tested against the standard's examples. */

#define _POSIX_C_SOURCE 200809L

#include "app/log_hash.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "support/err.h"

static const uint32_t K[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

struct hash {
	uint32_t h[8];
	uint8_t block[64];
	uint64_t len;
};

static uint32_t turn(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static void take_block(struct hash *s)
{
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
		       (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) +
		       (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(v, s->h, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t most = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		uint32_t a = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) + choice + K[i] + w[i];
		uint32_t b = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) + most;

		memmove(&v[1], &v[0], 7 * sizeof(v[0]));
		v[4] += a;
		v[0] = a + b;
	}
	for (int i = 0; i < 8; i++)
		s->h[i] += v[i];
}

static void begin(struct hash *s)
{
	static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
					  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

	memset(s, 0, sizeof(*s));
	memcpy(s->h, START, sizeof(START));
}

static void take(struct hash *s, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		s->block[s->len++ % 64] = data[i];
		if (s->len % 64 == 0)
			take_block(s);
	}
}

static void finish(struct hash *s, char ret[SH_LOG_HASH_MAX])
{
	uint64_t bits = s->len * 8;
	uint8_t end[8];

	for (int i = 0; i < 8; i++)
		end[i] = (uint8_t)(bits >> (56 - 8 * i));
	take(s, (const uint8_t *)"\x80", 1);
	while (s->len % 64 != 56)
		take(s, (const uint8_t *)"", 1);
	take(s, end, sizeof(end));
	for (int i = 0; i < 8; i++)
		snprintf(ret + 8 * i, 9, "%08lx", (unsigned long)s->h[i]);
}

void sh_log_hash(const void *data, size_t len, char ret[SH_LOG_HASH_MAX])
{
	struct hash s;

	begin(&s);
	take(&s, data, len);
	finish(&s, ret);
}

enum sh_status sh_log_hash_file(const char *path, char ret[SH_LOG_HASH_MAX], struct sh_err *err)
{
	FILE *f = fopen(path, "rb");
	uint8_t piece[16384];
	struct hash s;
	size_t n;

	ret[0] = '\0';
	begin(&s);
	while (f && (n = fread(piece, 1, sizeof(piece), f)) > 0)
		take(&s, piece, n);
	if (!f || ferror(f)) {
		sh_err_set(err, SH_ERR_IO, errno, "%s: it cannot be read (%s)", path, strerror(errno));
		if (f)
			(void)fclose(f);
		return SH_ERR_IO;
	}
	(void)fclose(f);
	finish(&s, ret);
	return SH_OK;
}

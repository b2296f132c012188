/* Frames of protocol v1, both directions; the payloads are in sh_wire_payload.c.
 *
 * A builder feeds header, payload and CRC byte by byte through a small COBS writer straight into
 * the caller's buffer: no second buffer, so the deepest stack use is the caller's struct plus a few
 * words. Frames stay below 254 bytes, so the writer never meets COBS's special full block; the
 * general sh_wire_cobs_encode() exists for tests and other uses.
 *
 * The CRC runs bit by bit. A table would cost an AVR 512 bytes of flash to save about 0.1 ms a
 * frame of 22 bytes at 16 MHz; at 200 frames a second that is 2 % of its time, so the table stays
 * out.
 */

#include "sh_wire.h"

uint16_t sh_wire_crc16(uint16_t crc, const uint8_t *data, size_t len)
{
	size_t i;
	uint8_t bit;

	for (i = 0; i < len; i++) {
		crc = (uint16_t)(crc ^ (uint16_t)((uint16_t)data[i] << 8));
		for (bit = 0; bit < 8; bit++) {
			if (crc & 0x8000u)
				crc = (uint16_t)((uint16_t)(crc << 1) ^ 0x1021u);
			else
				crc = (uint16_t)(crc << 1);
		}
	}
	return crc;
}

size_t sh_wire_cobs_encode(const uint8_t *data, size_t len, uint8_t *ret)
{
	size_t code_at = 0;
	size_t out = 1;
	size_t i;

	for (i = 0; i < len; i++) {
		if (data[i] != 0) {
			ret[out++] = data[i];
			/* a full block stands for 254 bytes and no zero; at the very end none
			 * follows */
			if (out - code_at == 255 && i + 1 < len) {
				ret[code_at] = 255;
				code_at = out++;
			}
		} else {
			ret[code_at] = (uint8_t)(out - code_at);
			code_at = out++;
		}
	}
	ret[code_at] = (uint8_t)(out - code_at);
	return out;
}

bool sh_wire_cobs_decode(const uint8_t *data, size_t len, uint8_t *ret, size_t *ret_len)
{
	size_t in = 0;
	size_t out = 0;

	while (in < len) {
		uint8_t code = data[in++];
		uint8_t i;

		if (code == 0 || (size_t)(code - 1) > len - in)
			return false;
		for (i = 1; i < code; i++) {
			if (data[in] == 0)
				return false;
			ret[out++] = data[in++];
		}
		if (code < 255 && in < len)
			ret[out++] = 0;
	}
	*ret_len = out;
	return len > 0;
}

struct writer {
	uint8_t *ret;
	size_t code_at, out;
	uint16_t crc;
};

static void put_coded(struct writer *w, uint8_t byte)
{
	if (byte != 0) {
		w->ret[w->out++] = byte;
	} else {
		w->ret[w->code_at] = (uint8_t)(w->out - w->code_at);
		w->code_at = w->out++;
	}
}

static void put(struct writer *w, uint8_t byte)
{
	w->crc = sh_wire_crc16(w->crc, &byte, 1);
	put_coded(w, byte);
}

static void store16(uint8_t *ret, uint16_t v)
{
	ret[0] = (uint8_t)(v & 0xFFu);
	ret[1] = (uint8_t)(v >> 8);
}

static void store32(uint8_t *ret, uint32_t v)
{
	store16(ret, (uint16_t)(v & 0xFFFFu));
	store16(ret + 2, (uint16_t)(v >> 16));
}

static uint16_t load16(const uint8_t *p)
{
	return (uint16_t)(p[0] | (uint16_t)((uint16_t)p[1] << 8));
}

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)load16(p) | ((uint32_t)load16(p + 2) << 16);
}

size_t sh_wire_build(const struct sh_wire_header *h, const uint8_t *payload, size_t len,
		     uint8_t *ret, size_t cap)
{
	struct writer w = {ret, 0, 1, 0xFFFFu};
	uint8_t head[SH_WIRE_HEADER_BYTES];
	uint16_t crc;
	size_t i;

	if (len > SH_WIRE_PAYLOAD_MAX || len + SH_WIRE_HEADER_BYTES + SH_WIRE_CRC_BYTES + 2 > cap)
		return 0;
	head[0] = h->type;
	head[1] = (uint8_t)((h->source & 0x0Fu) | (h->flags & 0xF0u));
	store16(head + 2, h->seq);
	store32(head + 4, h->t_us);
	for (i = 0; i < sizeof(head); i++)
		put(&w, head[i]);
	for (i = 0; i < len; i++)
		put(&w, payload[i]);
	crc = w.crc;
	put_coded(&w, (uint8_t)(crc & 0xFFu));
	put_coded(&w, (uint8_t)(crc >> 8));
	ret[w.code_at] = (uint8_t)(w.out - w.code_at);
	ret[w.out++] = 0;
	return w.out;
}

bool sh_wire_decode(uint8_t *bytes, size_t len, struct sh_wire_frame *ret)
{
	size_t n;

	if (len > SH_WIRE_FRAME_MAX + 2 || !sh_wire_cobs_decode(bytes, len, bytes, &n))
		return false;
	if (n < SH_WIRE_HEADER_BYTES + SH_WIRE_CRC_BYTES || n > SH_WIRE_FRAME_MAX)
		return false;
	n -= SH_WIRE_CRC_BYTES;
	if (sh_wire_crc16(0xFFFFu, bytes, n) != load16(bytes + n))
		return false;
	ret->header.type = bytes[0];
	ret->header.source = bytes[1] & 0x0Fu;
	ret->header.flags = bytes[1] & 0xF0u;
	ret->header.seq = load16(bytes + 2);
	ret->header.t_us = load32(bytes + 4);
	ret->payload = bytes + SH_WIRE_HEADER_BYTES;
	ret->payload_len = n - SH_WIRE_HEADER_BYTES;
	return true;
}

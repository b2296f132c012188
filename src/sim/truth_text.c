/* True events as JSON lines. Numbers go through integers (microseconds, hundredths of a degree), so
 * the same run gives the same bytes whatever the C library or the locale. */

#include "sim/truth.h"

#include "core/smath.h"
#include "core/text.h"

const char *sh_sim_event_name(enum sh_sim_event_kind k)
{
	static const char *const names[SH_SIM_EVENT_KINDS] = {
		[SH_SIM_EVENT_SET] = "set",	[SH_SIM_EVENT_NEUTRAL] = "neutral",
		[SH_SIM_EVENT_MOVE] = "move",	[SH_SIM_EVENT_HOLD] = "hold",
		[SH_SIM_EVENT_REP] = "rep",	[SH_SIM_EVENT_DEPTH] = "depth",
		[SH_SIM_EVENT_LIMIT] = "limit", [SH_SIM_EVENT_FAULT] = "fault",
		[SH_SIM_EVENT_END] = "end",
	};

	return names[k];
}

static void put_word(struct sh_text *t, const char *key, const char *word)
{
	sh_text_str(t, ",\"");
	sh_text_str(t, key);
	sh_text_str(t, "\":\"");
	sh_text_str(t, word);
	sh_text_char(t, '"');
}

static void put_fixed(struct sh_text *t, const char *key, int64_t v, unsigned scale,
		      unsigned decimals)
{
	sh_text_str(t, ",\"");
	sh_text_str(t, key);
	sh_text_str(t, "\":");
	sh_text_fixed(t, v, scale, decimals);
}

static void put_s(struct sh_text *t, const char *key, int64_t us)
{
	put_fixed(t, key, us, 6, 3);
}

static void put_deg(struct sh_text *t, const char *key, double deg)
{
	put_fixed(t, key, sh_round_i64(deg * 100), 2, 2);
}

static void put_members(struct sh_text *t, const struct sh_sim_event *e)
{
	switch (e->kind) {
	case SH_SIM_EVENT_NEUTRAL:
		put_s(t, "start", e->start_us);
		put_s(t, "end", e->end_us);
		put_deg(t, "round_deg", e->mean_deg[0]);
		put_deg(t, "twist_deg", e->mean_deg[1]);
		put_deg(t, "side_deg", e->mean_deg[2]);
		put_deg(t, "measure_deg", e->peak_deg);
		break;
	case SH_SIM_EVENT_HOLD:
		put_s(t, "start", e->start_us);
		put_s(t, "end", e->end_us);
		put_s(t, "held_s", e->held_us);
		put_s(t, "in_target_s", e->in_target_us);
		sh_text_str(t, e->valid ? ",\"valid\":true" : ",\"valid\":false");
		put_word(t, "reason", sh_hold_reason_name(e->reason));
		put_deg(t, "mean_deg", e->peak_deg);
		break;
	case SH_SIM_EVENT_REP:
		put_fixed(t, "n", e->n, 0, 0);
		put_s(t, "start", e->start_us);
		put_s(t, "end", e->end_us);
		put_s(t, "peak", e->peak_us);
		put_deg(t, "peak_deg", e->peak_deg);
		put_word(t, "verdict", sh_verdict_name(e->verdict));
		break;
	case SH_SIM_EVENT_DEPTH:
	case SH_SIM_EVENT_LIMIT:
		put_s(t, "crossed", e->start_us);
		put_deg(t, "angle_deg", e->peak_deg);
		break;
	case SH_SIM_EVENT_FAULT:
		put_word(t, "name", sh_sim_fault_info(e->fault)->name);
		break;
	case SH_SIM_EVENT_SET:
	case SH_SIM_EVENT_MOVE:
	case SH_SIM_EVENT_END:
	case SH_SIM_EVENT_KINDS:
		break;
	}
}

size_t sh_sim_event_json(const struct sh_sim_event *e, char *ret, size_t cap)
{
	struct sh_text t;

	if (cap < SH_SIM_EVENT_JSON_MAX)
		return 0;
	sh_text_init(&t, ret, cap);
	sh_text_str(&t, "{\"truth\":\"");
	sh_text_str(&t, sh_sim_event_name(e->kind));
	sh_text_char(&t, '"');
	put_s(&t, "t", e->t_us);
	put_fixed(&t, "set", e->set, 0, 0);
	put_word(&t, "side", sh_side_name(e->side));
	put_members(&t, e);
	sh_text_str(&t, "}\n");
	return t.len;
}

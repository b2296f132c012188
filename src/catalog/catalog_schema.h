#ifndef SH_CATALOG_CATALOG_SCHEMA_H
#define SH_CATALOG_CATALOG_SCHEMA_H

/** The catalog as libcyaml loads it: as written, nothing merged, nothing defaulted. Private to this
 * folder. A pointer is NULL where the key was left out; the loaded tree belongs to the caller of
 * sh_catalog_schema_load and is freed by sh_catalog_schema_free.
 */

#include "catalog/catalog.h"
#include "catalog/line_marks.h"

enum sh_raw_entry_from { SH_RAW_ENTRY_NONE, SH_RAW_ENTRY_SIDE };
enum sh_raw_gate { SH_RAW_GATE_ON, SH_RAW_GATE_OFF };
enum sh_raw_neutral { SH_RAW_NEUTRAL_EACH, SH_RAW_NEUTRAL_FIRST };

struct sh_raw_band {
	double *target; /* low, high */
	unsigned target_count;
	double *warn, *limit;
};

struct sh_raw_sides {
	struct sh_raw_band *round, *arch, *twist, *side;
};

struct sh_raw_one_sensor {
	enum sh_site site;
	enum sh_measure measure;
	struct sh_raw_sides sides;
};

struct sh_raw_dose {
	double *hold, *duration, *rest;
	int *reps, *sets, *sides, *breaths;
};

struct sh_raw_tempo {
	double *phase_min, *rate_warn, *accel_warn;
};

struct sh_raw_cues {
	char *text[SH_CUES];
};

struct sh_raw_variant {
	enum sh_stance *position;
	struct sh_raw_sides sides; /* with one sensor */
	struct sh_raw_sides *two_sensors;
	double *hysteresis;
	struct sh_raw_dose *dose;
	enum sh_breath_cue *breath_cue;
	struct sh_raw_cues *cues;
	char *note;
};

struct sh_raw_entry {
	char *id, *title;
	enum sh_stance position;
	enum sh_raw_entry_from entry;
	enum sh_raw_gate gate;
	enum sh_raw_neutral neutral;
	enum sh_breath_cue breath_cue;
	enum sh_movement_class movement;
	enum sh_mode mode;
	int *level;
	struct sh_raw_one_sensor one_sensor;
	struct sh_raw_sides *two_sensors;
	double *hysteresis;
	struct sh_raw_dose dose;
	struct sh_raw_tempo tempo;
	char *breath, *then, *notes;
	struct sh_raw_variants {
		struct sh_raw_variant *of[SH_CATALOG_VARIANTS_MAX]; /* by the schema's names */
	} variants;
	struct sh_raw_cues cues;
};

struct sh_raw_catalog {
	int version;
	struct sh_raw_entry *exercises;
	unsigned exercises_count;
};

/** The schema, and the variant names of one text: libcyaml's maps have fixed keys, so its table is
 * completed with the names that the text uses. */
struct sh_catalog_schema;

/** Checks the shape of the marked text and loads it.
 * @param ret_schema needed for freeing and for the names; the caller owns it
 * @return SH_OK; SH_ERR_INPUT with place and fix; SH_ERR_MEMORY. Results are untouched on failure.
 */
SH_NODISCARD enum sh_status sh_catalog_schema_load(const struct sh_marks *m, const char *text,
						   size_t len,
						   struct sh_catalog_schema **ret_schema,
						   struct sh_raw_catalog **ret_raw,
						   struct sh_err *err);

/** Both may be NULL. */
void sh_catalog_schema_free(struct sh_catalog_schema *s, struct sh_raw_catalog *raw);

/** Name i of the variants, as in struct sh_raw_variants; NULL beyond the last. Lives as long as the
 * schema. */
const char *sh_catalog_schema_variant(const struct sh_catalog_schema *s, size_t i);

/** [a-z0-9] then [a-z0-9-], 1 to 31 bytes. */
bool sh_catalog_id_is_good(const char *id);

#endif

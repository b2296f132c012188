/* Setting up a sensor, and the recordings that can be played.
 */

#include "tui/screen_menu.h"

#include "tui/line.h"
#include "tui/menu_words.h"

enum { MARGIN = 2, LABEL = 9, PATH = 26, TEXT_WIDTH = 100 };

static int draw_ports(const struct sh_menu *m, const struct sh_menu_model *model,
		      struct sh_canvas *c, int row, int rows, int end)
{
	int at = m->at[SH_MENU_SENSOR], n = model->n_ports, first = sh_front_top(at, n, rows);

	for (int i = 0; i < rows && first + i < n; i++) {
		const struct sh_menu_port *p = &model->ports[first + i];
		bool chosen = first + i == at;

		sh_front_row(c, row + i, MARGIN, end - 1, chosen, true);
		sh_canvas_text(c, row + i, MARGIN + 2, MARGIN + 2 + PATH, p->path,
			       sh_front_row_style(chosen, true, SH_STYLE_PLAIN));
		sh_canvas_text(c, row + i, MARGIN + 3 + PATH, end - 1,
			       p->what[0]     ? p->what
			       : p->candidate ? ""
					      : "a port of this computer, rarely a sensor",
			       sh_front_row_style(chosen, true, SH_STYLE_FAINT));
	}
	sh_front_more(c, row, rows, end - 1, first, n);
	return row + (n < rows ? n : rows);
}

static void add_advice(struct sh_flow *f, bool roomy)
{
	static const char *const advice[][2] = {
		{"wear",
		 "Flat on the skin or on thin clothing under a snug belt; where exactly, each "
		 "exercise says. Never lie or roll on the hard box: turn it to the side or the "
		 "front of the hip."},
		{"axes",
		 "x to the front, y to the left, z up when you stand. Worn otherwise? Say so "
		 "once: spinehold live --mount +z,-y,+x names the sensor axes to the front, the "
		 "left and up."},
		{"settle", "A sensor needs some minutes on the body until its temperature settles. "
			   "Before each exercise keep still for two seconds: that is the neutral."},
		{"silent?",
		 "Is it charged and switched on, is the cable one for data? A port that "
		 "may not be opened: join the group that owns it (often dialout), log in "
		 "again. Port, protocol and speed are found by listening; nothing is ever "
		 "written to the sensor."},
	};

	for (size_t i = 0; i < sizeof(advice) / sizeof(advice[0]); i++) {
		if (roomy)
			sh_flow_gap(f);
		sh_flow_item(f, advice[i][0], LABEL, advice[i][1], SH_STYLE_PLAIN);
	}
}

int sh_front_sensor(const struct sh_menu *m, const struct sh_menu_model *model, struct sh_canvas *c)
{
	int bottom = c->height - 1, row = 2, rows = (c->height - 18) / 2 + 2;
	int end = c->width > TEXT_WIDTH + 4 ? TEXT_WIDTH + 4 : c->width - MARGIN;
	struct sh_flow f;

	sh_flow_init(&f, c, 1, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "attached");
	if (model->n_ports > 0)
		row = draw_ports(m, model, c, row, rows, end);
	if (model->n_candidates == 0)
		sh_canvas_text(
			c, row++, MARGIN, end,
			"No sensor is attached. Plug it in, or pair it: it appears here by itself.",
			SH_STYLE_ABOVE);
	sh_flow_init(&f, c, row + 1, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "setting it up");
	add_advice(&f, c->height >= 28);
	return 0;
}

int sh_front_recordings(const struct sh_menu *m, const struct sh_menu_model *model,
			struct sh_canvas *c)
{
	int bottom = c->height - 1, end = c->width > 124 ? 122 : c->width - MARGIN;
	int rows = bottom - 4, at = m->at[SH_MENU_RECORDINGS], n = model->n_recordings;
	int first = sh_front_top(at, n, rows);
	struct sh_flow f;

	sh_flow_init(&f, c, 1, bottom, MARGIN, end, 0);
	sh_flow_heading(&f, "your sessions, and the recordings in this folder");
	if (n == 0)
		sh_flow_text(&f, "None yet: each session you do keeps its recording.",
			     SH_STYLE_PLAIN);
	for (int i = 0; i < rows && first + i < n; i++) {
		const struct sh_menu_recording *r = &model->recordings[first + i];
		bool chosen = first + i == at;

		sh_front_row(c, 2 + i, MARGIN, end - 1, chosen, true);
		sh_front_cut(c, 2 + i, MARGIN + 2, MARGIN + 2 + PATH, r->name,
			     sh_front_row_style(chosen, true, SH_STYLE_PLAIN));
		sh_front_cut(c, 2 + i, MARGIN + 3 + PATH, end - 1, r->what,
			     sh_front_row_style(chosen, true, SH_STYLE_FAINT));
	}
	sh_front_more(c, 2, rows, end - 1, first, n);
	sh_canvas_text(c, bottom - 1, MARGIN, end, "Any other file: spinehold replay FILE",
		       SH_STYLE_FAINT);
	return 0;
}

/* The sheet of cells, the lines of text put on it, and the looks of its styles. */

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include <string.h>

#include "tui/canvas.h"
#include "tui/line.h"
#include "tui/theme.h"

static const struct sh_screen_caps fine = {true, true, 256};
static const struct sh_screen_caps blocks = {true, false, 8};
static const struct sh_screen_caps ascii = {false, false, 0};

static struct sh_cell cells[SH_CANVAS_CELLS_MAX];
static char dump[SH_CANVAS_CELLS_MAX * 4];

static void start(struct sh_canvas *c, int width, int height, const struct sh_screen_caps *caps)
{
	sh_canvas_init(c, cells, SH_CANVAS_CELLS_MAX, width, height, caps);
}

static void expect(const struct sh_canvas *c, const char *text)
{
	sh_canvas_dump(c, dump, sizeof dump);
	assert_string_equal(dump, text);
}

static void test_text_at_the_edges_is_clipped(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 6, 3, &fine);
	assert_int_equal(sh_canvas_text(&c, 0, -2, 6, "abcdefghij", SH_STYLE_PLAIN), 6);
	assert_int_equal(sh_canvas_text(&c, 1, 3, 5, "xyz", SH_STYLE_PLAIN), 5);
	sh_canvas_text(&c, 7, 0, 6, "no such row", SH_STYLE_PLAIN);
	sh_canvas_text(&c, -1, 0, 6, "nor this", SH_STYLE_PLAIN);
	assert_int_equal(sh_canvas_text_right(&c, 2, 1, 6, "123456789", SH_STYLE_PLAIN), 1);
	expect(&c, "cdefgh\n   xy\n 12345\n");
}

static void test_text_right_and_middle_stand_where_they_should(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 9, 2, &fine);
	assert_int_equal(sh_canvas_text_right(&c, 0, 0, 9, "end", SH_STYLE_PLAIN), 6);
	assert_int_equal(sh_canvas_text_middle(&c, 1, 0, 9, "mid", SH_STYLE_PLAIN), 6);
	expect(&c, "      end\n   mid\n");
}

static void test_text_with_controls_is_made_harmless(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x1b",
		"\x07",
		"\x7f",
		"\xc2\x9b" /* CSI in one character */,
		"\xe2\x80\xae" /* right to left override */,
		"\xe2\x80\xa8" /* line separator */,
		"\xc0\xaf" /* overlong: two bytes, each alone */,
		"\xed\xa0\x80" /* surrogate */,
		"\xf4\x90\x80\x80" /* beyond Unicode */,
		"\xff",
		"\xe2\x82" /* cut */,
		"\xf3\xa0\x81\x81" /* tag character */,
	};
	struct sh_canvas c;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char text[16] = "a";
		start(&c, 8, 1, &fine);
		strcat(text, bad[i]);
		strcat(text, "b");
		sh_canvas_text(&c, 0, 0, 8, text, SH_STYLE_PLAIN);
		sh_canvas_dump(&c, dump, sizeof dump);
		const char *want = i == 6 ? "a??b\n" : "a?b\n";
		if (strcmp(dump, want) != 0)
			print_error("case %zu\n", i);
		assert_string_equal(dump, want);
	}
}

static void test_text_with_every_byte_gives_only_printable_cells(void **state)
{
	(void)state;
	struct sh_canvas c;
	for (unsigned a = 1; a < 256; a++) {
		for (unsigned b = 1; b < 256; b++) {
			char text[4] = {(char)a, (char)b, 'x', 0};
			start(&c, 4, 1, &fine);
			sh_canvas_text(&c, 0, 0, 4, text, SH_STYLE_PLAIN);
			for (int i = 0; i < 4; i++) {
				uint32_t cp = cells[i].codepoint;
				assert_true(cp == 0 || (cp >= 0x20 && cp < 0x7f) || cp >= 0xa0);
			}
		}
	}
}

static void test_wide_characters_take_two_cells_and_lose_both_halves(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 6, 1, &fine);
	assert_int_equal(sh_canvas_text(&c, 0, 0, 6, "\xe7\x8c\xab-\xe7\x8c\xab", SH_STYLE_PLAIN),
			 5);
	expect(&c, "\xe7\x8c\xab-\xe7\x8c\xab\n");
	sh_canvas_put(&c, 0, 1, 'r', SH_STYLE_PLAIN); /* over the right half of the first */
	sh_canvas_put(&c, 0, 3, 'l', SH_STYLE_PLAIN); /* over the left half of the second */
	expect(&c, " r-l\n");
	start(&c, 3, 1, &fine);
	assert_int_equal(sh_canvas_text(&c, 0, 0, 3, "ab\xe7\x8c\xab", SH_STYLE_PLAIN), 2);
	expect(&c, "ab\n");
	sh_canvas_put(&c, 0, 2, 0x732b, SH_STYLE_PLAIN); /* would hang over the edge */
	expect(&c, "ab\n");
}

static void test_combining_marks_are_left_out(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 6, 1, &fine);
	assert_int_equal(sh_canvas_text(&c, 0, 0, 6, "e\xcc\x81x", SH_STYLE_PLAIN), 2);
	assert_int_equal(sh_canvas_text_width("e\xcc\x81x"), 2);
	expect(&c, "ex\n");
}

static void test_ascii_canvas_holds_ascii_only(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 8, 4, &ascii);
	sh_canvas_box(&c, 0, 0, 4, 8, SH_STYLE_PLAIN);
	sh_canvas_text(&c, 1, 1, 7, "\xc3\xa9\xe2\x96\xbc\xc2\xb7\xe7\x8c\xab.", SH_STYLE_PLAIN);
	sh_canvas_bar(&c, 2, 1, 6, 1, 2, SH_STYLE_PLAIN, SH_STYLE_FAINT);
	expect(&c, "+------+\n|?v.?. |\n|###...|\n+------+\n");
}

static void test_box_has_corners_and_too_small_draws_nothing(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 5, 3, &fine);
	sh_canvas_box(&c, 0, 0, 1, 5, SH_STYLE_PLAIN);
	expect(&c, "\n\n\n");
	sh_canvas_box(&c, 0, 0, 3, 5, SH_STYLE_PLAIN);
	expect(&c,
	       "\u250c\u2500\u2500\u2500\u2510\n\u2502   \u2502\n\u2514\u2500\u2500\u2500\u2518\n");
}

static void test_bar_fills_in_proportion_and_clamps(void **state)
{
	(void)state;
	static const struct {
		int64_t part, whole;
		int filled;
	} rows[] = {
		{0, 10, 0},
		{1, 10, 1},
		{5, 10, 5},
		{9, 10, 9},
		{10, 10, 10},
		{11, 10, 10},
		{-3, 10, 0},
		{5, 0, 0},
		{5, -1, 0},
		{999, 10000, 0},
		{INT64_MAX - 1, INT64_MAX, 9},
		{INT64_MAX, 1, 10},
		{INT64_MAX / 2, INT64_MAX, 4},
	};
	struct sh_canvas c;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		start(&c, 10, 1, &fine);
		sh_canvas_bar(&c, 0, 0, 10, rows[i].part, rows[i].whole, SH_STYLE_TARGET,
			      SH_STYLE_FAINT);
		int filled = 0;
		while (filled < 10 && cells[filled].style == SH_STYLE_TARGET)
			filled++;
		if (filled != rows[i].filled)
			print_error("row %zu: %d\n", i, filled);
		assert_int_equal(filled, rows[i].filled);
	}
}

static void test_big_figures_look_as_drawn(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 40, 5, &ascii);
	int end = sh_canvas_big(&c, 0, 0, 1, "-18:4x", SH_STYLE_PLAIN);
	assert_int_equal(end, sh_canvas_big_width(1, "-18:4x"));
	assert_int_equal(end, 34);
	expect(&c, "          ##    ######      ##  ##\n"
		   "        ####    ##  ##  ##  ##  ##\n"
		   "######    ##    ######      ######\n"
		   "          ##    ##  ##  ##      ##\n"
		   "        ######  ######          ##\n");
}

static void test_big_figures_scale_in_both_directions(void **state)
{
	(void)state;
	struct sh_canvas c;
	start(&c, 12, 10, &ascii);
	assert_int_equal(sh_canvas_big(&c, 0, 0, 2, "7", SH_STYLE_PLAIN), 12);
	expect(&c, "############\n############\n        ####\n        ####\n        ####\n"
		   "        ####\n        ####\n        ####\n        ####\n        ####\n");
}

static void test_plot_dots_join_in_a_cell(void **state)
{
	(void)state;
	struct sh_canvas c;
	struct sh_plot p;
	start(&c, 2, 1, &fine);
	sh_plot_init(&p, &c, 0, 0, 1, 2);
	assert_int_equal(p.dots_wide, 4);
	assert_int_equal(p.dots_high, 4);
	sh_plot_column(&p, 0, 3, 0, SH_STYLE_PLAIN);
	sh_plot_column(&p, 3, 2, 2, SH_STYLE_PLAIN);
	sh_plot_column(&p, 4, 0, 0, SH_STYLE_PLAIN);
	sh_plot_column(&p, -1, 0, 0, SH_STYLE_PLAIN);
	expect(&c, "\u2847\u2820\n");
	start(&c, 3, 1, &blocks);
	sh_plot_init(&p, &c, 0, 0, 1, 3);
	sh_plot_column(&p, 0, 0, 0, SH_STYLE_PLAIN);
	sh_plot_column(&p, 1, 1, 1, SH_STYLE_PLAIN);
	sh_plot_column(&p, 2, 0, 0, SH_STYLE_PLAIN);
	sh_plot_column(&p, 2, 1, 9, SH_STYLE_PLAIN);
	expect(&c, "\u2580\u2584\u2588\n");
	start(&c, 3, 1, &ascii);
	sh_plot_init(&p, &c, 0, 0, 1, 3);
	sh_plot_column(&p, 0, 0, 0, SH_STYLE_PLAIN);
	sh_plot_column(&p, 1, 1, 1, SH_STYLE_PLAIN);
	sh_plot_column(&p, 2, 0, 1, SH_STYLE_PLAIN);
	expect(&c, "'.:\n");
}

static void test_plot_keeps_the_worst_style_of_a_cell(void **state)
{
	(void)state;
	struct sh_canvas c;
	struct sh_plot p;
	start(&c, 1, 1, &fine);
	sh_plot_init(&p, &c, 0, 0, 1, 1);
	sh_plot_column(&p, 0, 0, 0, SH_STYLE_LIMIT);
	sh_plot_column(&p, 1, 3, 3, SH_STYLE_TARGET);
	assert_int_equal(cells[0].style, SH_STYLE_LIMIT);
}

static void test_next_change_gives_runs_of_one_style_and_whole_wide_characters(void **state)
{
	(void)state;
	static struct sh_cell old[10];
	struct sh_canvas c;
	int from, to;
	start(&c, 10, 1, &fine);
	memcpy(old, cells, sizeof old);
	assert_false(sh_canvas_next_change(cells, old, 10, 0, &from, &to));
	sh_canvas_text(&c, 0, 1, 10, "ab", SH_STYLE_PLAIN);
	sh_canvas_text(&c, 0, 3, 10, "c", SH_STYLE_WARN);
	sh_canvas_put(&c, 0, 6, 0x732b, SH_STYLE_PLAIN);
	old[6] = cells[6]; /* only its right half differs */
	assert_true(sh_canvas_next_change(cells, old, 10, 0, &from, &to));
	assert_int_equal(from, 1);
	assert_int_equal(to, 3);
	assert_true(sh_canvas_next_change(cells, old, 10, to, &from, &to));
	assert_int_equal(from, 3);
	assert_int_equal(to, 4);
	assert_true(sh_canvas_next_change(cells, old, 10, to, &from, &to));
	assert_int_equal(from, 6);
	assert_int_equal(to, 8);
	assert_false(sh_canvas_next_change(cells, old, 10, to, &from, &to));
}

static void test_init_cuts_what_does_not_fit(void **state)
{
	(void)state;
	struct sh_canvas c;
	sh_canvas_init(&c, cells, 10, 4, 9, &fine);
	assert_int_equal(c.width, 4);
	assert_int_equal(c.height, 2);
	sh_canvas_init(&c, cells, SH_CANVAS_CELLS_MAX, 10000, 10000, &fine);
	assert_int_equal(c.width, SH_CANVAS_WIDTH_MAX);
	assert_int_equal(c.height, SH_CANVAS_HEIGHT_MAX);
	sh_canvas_init(&c, NULL, 0, 80, -4, &fine);
	assert_int_equal(c.width, 0);
	assert_int_equal(c.height, 0);
	sh_canvas_text(&c, 0, 0, 10, "nowhere", SH_STYLE_PLAIN);
}

static void test_dump_into_little_room_is_cut_between_characters(void **state)
{
	(void)state;
	struct sh_canvas c;
	char small[6];
	start(&c, 4, 1, &fine);
	sh_canvas_text(&c, 0, 0, 4, "ab\u2500c", SH_STYLE_PLAIN);
	assert_int_equal(sh_canvas_dump(&c, small, 5), 2);
	assert_string_equal(small, "ab");
	assert_int_equal(sh_canvas_dump(&c, small, 6), 5);
	assert_string_equal(small, "ab\u2500");
}

static void test_line_too_long_ends_before_a_broken_character(void **state)
{
	(void)state;
	struct sh_line l;
	sh_line_clear(&l);
	for (int i = 0; i < SH_LINE_MAX - 2; i++)
		sh_line_add(&l, "x");
	sh_line_add(&l, "\xe2\x94\x80");
	assert_int_equal(l.len, SH_LINE_MAX - 2);
	sh_line_add(&l, "yz");
	assert_int_equal(l.len, SH_LINE_MAX - 1);
	assert_int_equal(l.text[l.len], 0);
	assert_int_equal(l.text[l.len - 1], 'y');
}

static void test_line_numbers_are_written_right(void **state)
{
	(void)state;
	struct sh_line l;
	sh_line_clear(&l);
	sh_line_add_int(&l, INT64_MIN);
	sh_line_add(&l, " ");
	sh_line_add_int(&l, 0);
	sh_line_add(&l, NULL);
	assert_string_equal(l.text, "-9223372036854775808 0");
	static const struct {
		int64_t seconds;
		const char *text;
	} clocks[] = {{-1, "0"}, {99, "99"}, {100, "1:40"}, {120, "2:00"}, {605, "10:05"}};
	for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
		sh_line_clear(&l);
		sh_line_add_clock(&l, clocks[i].seconds);
		assert_string_equal(l.text, clocks[i].text);
	}
	assert_int_equal(sh_line_whole_deg(-6499), 6);
	assert_int_equal(sh_line_whole_deg(-6500), 7);
	assert_int_equal(sh_line_whole_deg(INT32_MAX), 2147484);
	assert_true(sh_line_is("tilt", "tilt"));
	assert_false(sh_line_is("tilts", "tilt"));
	assert_false(sh_line_is("til", "tilt"));
	assert_false(sh_line_is(NULL, "tilt"));
}

static bool same_look(const struct sh_look *a, const struct sh_look *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->reverse == b->reverse &&
	       a->underline == b->underline;
}

static void test_theme_limit_and_warn_stand_out_with_any_colours(void **state)
{
	(void)state;
	static const int counts[] = {256, 16, 8, 0};
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		struct sh_look plain, limit, warn, target;
		sh_theme_look(SH_STYLE_PLAIN, counts[i], &plain);
		sh_theme_look(SH_STYLE_ON_LIMIT, counts[i], &limit);
		sh_theme_look(SH_STYLE_ON_WARN, counts[i], &warn);
		sh_theme_look(SH_STYLE_ON_TARGET, counts[i], &target);
		assert_true(limit.reverse || limit.bg >= 0);
		assert_true(warn.reverse || warn.bg >= 0);
		assert_false(same_look(&limit, &plain));
		assert_false(same_look(&limit, &target));
		assert_false(same_look(&warn, &target));
		for (int style = 0; style < SH_STYLES; style++) {
			struct sh_look look;
			sh_theme_look((enum sh_style)style, counts[i], &look);
			assert_true(look.fg < counts[i] || look.fg == -1);
			assert_true(look.bg < counts[i] || look.bg == -1);
			/* full blocks in reverse cannot be seen */
			if (style >= SH_STYLE_BAND && style <= SH_STYLE_LIMIT)
				assert_false(look.reverse);
		}
	}
}

static void test_theme_no_color_switches_off(void **state)
{
	(void)state;
	assert_int_equal(sh_theme_colours(256, NULL), 256);
	assert_int_equal(sh_theme_colours(256, ""), 256);
	assert_int_equal(sh_theme_colours(256, "1"), 0);
	assert_int_equal(sh_theme_colours(16777216, NULL), SH_THEME_DIRECT);
	assert_int_equal(sh_theme_colours(16777216, "1"), 0);
	assert_int_equal(sh_theme_colours(65536, NULL), 256);
	assert_int_equal(sh_theme_colours(88, NULL), 16);
	assert_int_equal(sh_theme_colours(8, NULL), 8);
	assert_int_equal(sh_theme_colours(-1, NULL), 0);
	assert_int_equal(sh_theme_colours(2, NULL), 0);
}

static double light(int part)
{
	double v = part / 255.0;
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Relative luminance and contrast as in the web's accessibility guidelines (WCAG 2.1). */
static double luminance(int rgb)
{
	return 0.2126 * light(rgb >> 16 & 255) + 0.7152 * light(rgb >> 8 & 255) +
	       0.0722 * light(rgb & 255);
}

static double contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static void test_theme_of_24_bits_can_be_read_on_dark_and_light(void **state)
{
	(void)state;
	for (int style = 0; style < SH_STYLES; style++) {
		struct sh_look look;
		sh_theme_look((enum sh_style)style, SH_THEME_DIRECT, &look);
		assert_true(look.fg < SH_THEME_DIRECT && look.bg < SH_THEME_DIRECT);
		/* below 8 the terminal's own palette is meant */
		assert_true(look.fg < 0 || look.fg >= 8);
		assert_true(look.bg < 0 || look.bg >= 8);
		double least = 99;
		if (look.bg >= 0) {
			least = contrast(luminance(look.fg), luminance(look.bg)) / 4.5 * 3;
		} else if (look.fg >= 0) {
			double dark = contrast(luminance(look.fg), 0);
			double bright = contrast(luminance(look.fg), 1);
			least = dark < bright ? dark : bright;
		}
		if (least < 3)
			print_error("style %d: %.2f\n", style, least);
		assert_true(least >= 3);
	}
}

static void test_theme_direct_name_needs_colorterm(void **state)
{
	(void)state;
	char name[32];
	assert_true(sh_theme_direct_name("xterm-256color", "truecolor", name, sizeof name));
	assert_string_equal(name, "xterm-direct");
	assert_true(sh_theme_direct_name("tmux-256color", "24bit", name, sizeof name));
	assert_string_equal(name, "tmux-direct");
	assert_true(sh_theme_direct_name("xterm-kitty", "truecolor", name, sizeof name));
	assert_string_equal(name, "kitty-direct");
	assert_true(sh_theme_direct_name("alacritty", "truecolor", name, sizeof name));
	assert_string_equal(name, "alacritty-direct");
	assert_false(sh_theme_direct_name("xterm-256color", NULL, name, sizeof name));
	assert_false(sh_theme_direct_name("xterm-256color", "yes", name, sizeof name));
	assert_false(sh_theme_direct_name("", "truecolor", name, sizeof name));
	assert_false(sh_theme_direct_name("xterm-256color", "truecolor", name, 12));
	assert_true(sh_theme_direct_name("xterm-256color", "truecolor", name, 13));
}

static void test_blanks_take_the_colour_of_what_is_written_beside_them(void **state)
{
	(void)state;
	bool quiet[SH_STYLES];
	for (int i = 0; i < SH_STYLES; i++)
		quiet[i] = i < SH_STYLE_ON_BELOW;
	/* a mark moves to the right: both cells in its colour */
	struct sh_cell old[6] = {{'v', SH_STYLE_WARN}, {' ', 0}},
		       now[6] = {{' ', 0}, {'v', SH_STYLE_WARN}};
	sh_canvas_choose_blanks(now, old, 2, quiet);
	assert_int_equal(now[0].style, SH_STYLE_WARN);
	/* two figures change colour: the gap between them goes along, what is beyond stays */
	const struct sh_cell before[6] = {{'#', SH_STYLE_BELOW}, {' ', SH_STYLE_BELOW},
					  {' ', SH_STYLE_PLAIN}, {'#', SH_STYLE_BELOW},
					  {' ', SH_STYLE_FAINT}, {'x', SH_STYLE_PLAIN}};
	memcpy(old, before, sizeof old);
	memcpy(now, before, sizeof now);
	now[0].style = now[3].style = SH_STYLE_TARGET;
	now[1].style = now[2].style = now[4].style = SH_STYLE_PLAIN;
	sh_canvas_choose_blanks(now, old, 6, quiet);
	assert_int_equal(now[1].style, SH_STYLE_TARGET);
	assert_int_equal(now[2].style, SH_STYLE_TARGET);
	assert_int_equal(now[4].style, SH_STYLE_FAINT);
	assert_int_equal(now[5].style, SH_STYLE_PLAIN);
	/* a field that goes leaves no ground behind, and one that comes is not touched */
	old[0] = (struct sh_cell){' ', SH_STYLE_ON_LIMIT};
	now[0] = (struct sh_cell){' ', SH_STYLE_PLAIN};
	old[1] = (struct sh_cell){' ', SH_STYLE_PLAIN};
	now[1] = (struct sh_cell){' ', SH_STYLE_ON_LIMIT};
	sh_canvas_choose_blanks(now, old, 2, quiet);
	assert_true(quiet[now[0].style]);
	assert_int_equal(now[1].style, SH_STYLE_ON_LIMIT);
}

static void test_big_letters_spell_the_alarms(void **state)
{
	(void)state;
	static const char *const words[] = {"STOP", "DEEP", "LOST"};
	for (size_t i = 0; i < 3; i++) {
		for (int scale = 1; scale <= 3; scale++)
			assert_int_equal(sh_canvas_big_width(scale, words[i]),
					 4 * sh_canvas_big_width(scale, "0") +
						 3 * (sh_canvas_big_width(scale, "00") -
						      2 * sh_canvas_big_width(scale, "0")));
	}
	assert_int_equal(sh_canvas_big_rows(1), SH_CANVAS_BIG_ROWS);
	assert_int_equal(sh_canvas_big_rows(2), 10);
	assert_int_equal(sh_canvas_big_rows(3), 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_at_the_edges_is_clipped),
		cmocka_unit_test(test_text_right_and_middle_stand_where_they_should),
		cmocka_unit_test(test_text_with_controls_is_made_harmless),
		cmocka_unit_test(test_text_with_every_byte_gives_only_printable_cells),
		cmocka_unit_test(test_wide_characters_take_two_cells_and_lose_both_halves),
		cmocka_unit_test(test_combining_marks_are_left_out),
		cmocka_unit_test(test_ascii_canvas_holds_ascii_only),
		cmocka_unit_test(test_box_has_corners_and_too_small_draws_nothing),
		cmocka_unit_test(test_bar_fills_in_proportion_and_clamps),
		cmocka_unit_test(test_big_figures_look_as_drawn),
		cmocka_unit_test(test_big_figures_scale_in_both_directions),
		cmocka_unit_test(test_plot_dots_join_in_a_cell),
		cmocka_unit_test(test_plot_keeps_the_worst_style_of_a_cell),
		cmocka_unit_test(
			test_next_change_gives_runs_of_one_style_and_whole_wide_characters),
		cmocka_unit_test(test_init_cuts_what_does_not_fit),
		cmocka_unit_test(test_dump_into_little_room_is_cut_between_characters),
		cmocka_unit_test(test_line_too_long_ends_before_a_broken_character),
		cmocka_unit_test(test_line_numbers_are_written_right),
		cmocka_unit_test(test_theme_limit_and_warn_stand_out_with_any_colours),
		cmocka_unit_test(test_theme_no_color_switches_off),
		cmocka_unit_test(test_theme_of_24_bits_can_be_read_on_dark_and_light),
		cmocka_unit_test(test_theme_direct_name_needs_colorterm),
		cmocka_unit_test(test_blanks_take_the_colour_of_what_is_written_beside_them),
		cmocka_unit_test(test_big_letters_spell_the_alarms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

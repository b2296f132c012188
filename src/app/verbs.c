#define _POSIX_C_SOURCE 200809L

#include "app/verbs.h"

#include <stdio.h>
#include <string.h>

#include "app/cmd_calibrate.h"
#include "app/cmd_catalog.h"
#include "app/cmd_demo.h"
#include "app/cmd_export.h"
#include "app/cmd_history.h"
#include "app/cmd_live.h"
#include "app/cmd_programme.h"
#include "app/cmd_replay.h"
#include "app/cmd_sensors.h"
#include "app/cmd_simulate.h"
#include "app/cmd_verify.h"
#include "app/version.h"

#define DOSE " --hold --reps --sets --rest --duration --variant "
#define COACHED \
	" --catalog --profile --mount --auto --breathe-through --angles --voice --tones --output-format --ascii " DOSE

const struct sh_verb sh_verbs[] = {
	{"demo", "a synthetic session on the screen, no sensor needed", "[OPTIONS]",
	 " --speed --hold-at --seed --exercise --data-dir --fault" COACHED,
	 "Coaches a synthetic wearer (a frozen fish unless --exercise says otherwise).\n"
	 "Keys: space stands still, - and + slower and faster, q leaves.\n\n"
	 "  --exercise ID      another exercise (spinehold catalog list)\n"
	 "  --speed X          1 on the screen; max elsewhere\n"
	 "  --seed N           another wearer\n"
	 "  --output-format F  tui, plain or jsonl\n",
	 sh_cmd_demo},
	{"live", "the session: sensor in, coach out, log written, results stored", "[OPTIONS]",
	 " --port --usb --protocol --baud --exercise --programme --data-dir --resume" COACHED,
	 "Port, protocol and baud rate are found when left out.\n\n"
	 "  --exercise ID      which exercise (catalog list); without: angles only\n"
	 "  --programme NAME   several in an order: full, gentle ... or ./mine.yaml\n"
	 "  --resume [SESSION] go on with today's unfinished session, or with this one\n"
	 "  --port PATH        serial port, pseudo-terminal, FIFO, or - for standard input\n"
	 "  --usb SERIAL       the port of this USB device\n"
	 "  --protocol NAME    spinehold sensors --list-protocols\n"
	 "  --baud N           listen at this rate only\n"
	 "  --mount F,L,U      sensor axes to the front, left, up in standing: +z,-y,+x\n"
	 "  --profile FILE     what calibrate found out about this sensor\n"
	 "  --auto             no key is awaited: lie down, keep still, begin\n"
	 "  --breathe-through  no breath is held in twists\n"
	 "  --hold S --reps N --sets N --rest S --duration S   other doses\n"
	 "  --variant NAME     pillow, chair ...\n"
	 "  --angles HZ        angle lines as well\n"
	 "  --output-format F  tui (on a terminal), plain, jsonl; --ascii: ASCII screen\n"
	 "  --data-dir DIR     where sessions are kept\n\n"
	 "Keys: space start/pause  n neutral  Enter next  s side  m mark  p PAIN  q quit\n"
	 "      c chair  b counts a breath  w finds anew how it is worn  u undoes w\n",
	 sh_cmd_live},
	{"replay", "the same coach, fed from a recording", "FILE [OPTIONS]",
	 " --protocol --map --exercise --programme --speed --hold-at --data-dir" COACHED,
	 "FILE is a session log (.mcap), a CSV (t_s,ax,ay,az,gx,gy,gz in m/s2 and rad/s,\n"
	 "plain or gzip) or raw bytes with --protocol. Results are never written.\n\n"
	 "  --exercise ID, --programme NAME\n"
	 "                     for recordings that carry none; without: angles only\n"
	 "  --mount F,L,U      sensor axes that point forward, left, up in standing\n"
	 "  --profile FILE     what is known of the sensor: mount, bias, delay ...\n"
	 "  --map TEXT         other CSV columns: ours=theirs[:unit],...\n"
	 "  --speed X          1 on the screen, max elsewhere\n"
	 "  --hold-at T        stand still at T seconds\n"
	 "  --angles HZ        angle lines as well\n"
	 "  --catalog FILE --variant NAME --hold S --reps N --sets N --rest S --duration S\n"
	 "                     as for live\n"
	 "  --output-format F  tui, plain or jsonl; --ascii: ASCII screen\n\n"
	 "Keys: space stands still and plays; , . a sample back and forward, < > 0.1 s,\n"
	 "j l 1 s, left right 5 s, down up 30 s, 0 to 9 tenths, [ ] marks, b n reps,\n"
	 "- + speed, ? all of them, q leaves.\n",
	 sh_cmd_replay},
	{"simulate", "a synthetic wearer, into a file or a pseudo-terminal", "ID [OPTIONS]",
	 " --seed --sensor --sensors --fault --list-faults --protocol --speed --pty --output --truth"
	 " --data-dir --catalog --profile --mount --auto --angles --programme" DOSE,
	 "  --programme NAME   instead of one exercise ID: full, gentle ... or ./mine.yaml\n"
	 "  --output F         .csv .csv.gz .mcap, else raw bytes of --protocol (-: out)\n"
	 "  --truth F          true events (JSON lines) in F, true angles in F.csv; if F\n"
	 "                     ends in .csv: angles in F, events in F.events.jsonl\n"
	 "  --pty              stream in real time to a pseudo-terminal; prints its path\n"
	 "  --speed X          faster than real time (max: as fast as it is read)\n"
	 "  --sensor NAME      ideal, mpu6050 (default), mpu6050-zeroed or wt901\n"
	 "  --fault NAME       repeatable; --list-faults tells which there are\n"
	 "  --seed N           another wearer\n"
	 "  --mount F,L,U      how the sensor is strapped on; --profile FILE likewise\n"
	 "  --hold S --reps N --sets N --rest S --duration S   other doses\n"
	 "  --variant NAME     pillow, chair ...\n",
	 sh_cmd_simulate},
	{"sensors", "what is attached, and what can be understood", "[OPTIONS]",
	 " --watch --list-protocols --port --usb --baud",
	 "  --port, --usb, --baud   listen only there, only at this rate\n"
	 "  --watch            list again every second\n"
	 "  --list-protocols   names for --protocol\n",
	 sh_cmd_sensors},
	{"calibrate", "find out what this sensor does wrong, and keep it in a profile",
	 "[still|faces|delay|wear [FILE]] [OPTIONS]",
	 " --method --exercise --catalog --profile --port --usb --baud --protocol --map --auto --data-dir",
	 "Guided at a port (the first three, or the one named), or from a recording.\n"
	 "Stillness alone moves it on. Drawings: calibration/README.md.\n\n"
	 "  still              gyro bias and noise: five seconds on a table\n"
	 "  faces              accelerometer: on each of its six faces, two seconds each\n"
	 "  delay              of the accelerometer: half a minute of turning in the hand\n"
	 "  wear               how it is worn: --method stand-lie, bows or lying\n"
	 "                     --exercise ID: at the place of that one\n"
	 "  --profile FILE     read if it is there, then written (before: FILE.bak);\n"
	 "                     guided without it: DATA/profiles/USB-SERIAL.yaml\n"
	 "  --port, --usb, --baud, --protocol, --data-dir   as for live\n"
	 "  --map TEXT         as for replay\n"
	 "  --auto             no keys\n\n"
	 "Keys: r again  q quit. Then: spinehold live --profile FILE\n",
	 sh_cmd_calibrate},
	{"catalog", "the exercises", "list | show ID | check FILE", " --catalog",
	 "  list               all exercises in a table\n"
	 "  show ID            one with its numbers, variants, cues and sources\n"
	 "  check FILE         is this catalog in order? (file:line if not)\n"
	 "  --catalog FILE     look into another catalog\n",
	 sh_cmd_catalog},
	{"programme", "several exercises in an order", "list | show NAME | check FILE", " --catalog",
	 "  list               the built-in programmes\n"
	 "  show NAME          one with its steps, doses, rests and notes\n"
	 "  check FILE         is this programme in order? (file:line if not)\n"
	 "  --catalog FILE     read it against another catalog\n\n"
	 "NAME may also be a file, as ./mine.yaml. live --programme NAME does one,\n"
	 "simulate --programme NAME tries it out. The sensor is worn where each exercise\n"
	 "asks for it.\n",
	 sh_cmd_programme},
	{"history", "stored sessions", "[SESSION] [OPTIONS]", " --data-dir --rebuild --output-format",
	 "  SESSION            one session in detail: an id, how it begins, or last\n"
	 "  --rebuild          make the results anew from the session logs\n"
	 "  --output-format F  tui (on a terminal), plain or jsonl\n"
	 "  --data-dir DIR     where sessions are kept\n",
	 sh_cmd_history},
	{"export", "a recording as rows, with orientation and angles", "FILE [OPTIONS]",
	 " --to --filter --magnetometer --output --protocol --map --exercise --programme --data-dir --catalog --mount"
	 " --auto --profile" DOSE,
	 "A row for every sample: t_s,sensor,ax..gz,qw..qz,round_deg,twist_deg,side_deg.\n\n"
	 "  --to FORMAT        csv (default) or jsonl\n"
	 "  --filter NAME      coached (default), compat (the published settings) or\n"
	 "                     smooth (acausal: each row knows the whole recording)\n"
	 "  --magnetometer on  heading from magnetic north (x east, y north); default off\n"
	 "  --output F         instead of standard output\n"
	 "  --exercise ID, --mount F,L,U, --profile FILE, --map TEXT, --protocol NAME\n"
	 "                     as for replay\n",
	 sh_cmd_export},
	{"verify", "does the replay of a session equal it, to the byte?", "SESSION [OPTIONS]", " --data-dir",
	 "SESSION is an id from the history or a log file. Exit status 1 where it differs.\n", sh_cmd_verify},
};

const size_t sh_verbs_n = sizeof(sh_verbs) / sizeof(*sh_verbs);

const struct sh_verb *sh_verb_find(const char *name)
{
	for (size_t i = 0; i < sh_verbs_n; i++) {
		if (strcmp(sh_verbs[i].name, name) == 0)
			return &sh_verbs[i];
	}
	return NULL;
}

bool sh_verb_takes(const struct sh_verb *v, const char *option)
{
	const char *p = v->options;
	size_t n = strlen(option);

	if (strcmp(option, "--help") == 0)
		return true;
	while ((p = strstr(p, option)) != NULL) {
		if ((p == v->options || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
		p += n;
	}
	return false;
}

void sh_verbs_help(void)
{
	printf("%s: a terminal coach for back exercises with a motion sensor\n\n"
	       "usage: spinehold VERB [OPTIONS]\n\n",
	       SH_PROGRAM);
	for (size_t i = 0; i < sh_verbs_n; i++)
		printf("  %-9s %s\n", sh_verbs[i].name, sh_verbs[i].summary);
	printf("\nspinehold VERB --help tells more; spinehold --version tells the version.\n\n"
	       "It measures the tilt of your lower back, not the shape of your spine. It is a\n"
	       "training aid, not a medical device. Pain means stop.\n");
}

void sh_verb_help(const struct sh_verb *v)
{
	printf("usage: spinehold %s %s\n%s.\n\n%s", v->name, v->usage, v->summary, v->help);
}

#ifndef SH_APP_CMD_SENSORS_H
#define SH_APP_CMD_SENSORS_H

/** spinehold sensors: what is attached, as a table 80 columns wide: port, USB identity, protocol,
 * baud rate, sample rate and health, and in a second line what the adapter calls itself. It listens
 * to every port that may be a sensor (see sh_port.candidate), to the one named by --port or --usb
 * alone if given (--port also takes a pseudo-terminal or FIFO). --baud: only that rate.
 *
 * --list-protocols prints the protocols instead. --watch looks for changes once a second, listens
 * to what is new and prints the table again when something changed, until Ctrl-C.
 *
 * @return an exit status: 0 also where nothing is attached; 1 if the port named cannot be opened.
 */

#include "app/options.h"

int sh_cmd_sensors(const struct sh_options *o);

#endif

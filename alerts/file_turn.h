/* Rotation of a file: FILE becomes FILE.1, FILE.1 becomes FILE.2, and so on to FILE.keep, which is
 * replaced. */
#pragma once

#include "alerts/file_place.h"

/* FILE.n; false: too long a name. */
bool file_turn_name(const struct file_place *p, unsigned n, char out[static PATH_MAX]);

/* Puts the file aside. Nothing is lost if it is interrupted anywhere: what is missing in the chain
 * then is closed up by the next one. false: e says why; FILE is where it was. */
bool file_turn(const struct file_place *p, struct error *e);

/* Undoes the last step of file_turn(): FILE.1 is FILE again. */
void file_turn_back(const struct file_place *p);

/* Whether the file could be put aside and a new one made, with the rights of now; e says why not.
 */
bool file_turn_try(const struct file_place *p, struct error *e);

/*
 * custody_text.c - `gravamen help custody`: what the output can show, and how it is kept.
 *
 * Words for investigators, in the terms of the Berkeley Protocol; the rest of the program does not
 * depend on them.
 */
#include "cli/console.h"

const char gv_cli_custody_text[] = "custody: TO BE WRITTEN\n";

/*
 * letters.c - which way of counting letters is used.
 */
#include "scan/letters.h"

#include <stdlib.h>
#include <string.h>

int gv_letters_portable(void)
{
#if defined(__SSE2__)
    const char *cpu = getenv("GRAVAMEN_CPU");
    return cpu != NULL && strcmp(cpu, "portable") == 0;
#else
    return 1;
#endif
}

const char *gv_letters_path(void)
{
    return gv_letters_portable() ? "portable C" : "SSE2";
}

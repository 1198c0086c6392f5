/*
 * require.h - a promise that aborts when it is broken, with its place on stderr: for fixtures that
 * tests and fuzz targets share.
 */
#ifndef GV_TESTS_REQUIRE_H
#define GV_TESTS_REQUIRE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(holds)                                                                             \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds);                    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif

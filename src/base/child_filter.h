/*
 * child_filter.h - what a child may not ask of the kernel.
 */
#ifndef GV_BASE_CHILD_FILTER_H
#define GV_BASE_CHILD_FILTER_H

#include <stddef.h>

/* The filter as a program for the kernel, made at the first call: n instructions of 8 bytes, for
 * ever; NULL and 0 if there is none. One execve is let through: that whose path stands at
 * gv_child_path. Thread-safe. */
const void *gv_child_filter_get(size_t *n);

enum { GV_CHILD_PATH_MAX = 4096 };
/* Written by the child, in its own copy of memory, never by the parent. */
extern char gv_child_path[GV_CHILD_PATH_MAX];

#endif

/*
 * inflate_job.h - what a library that inflates gives to inflate_job.c.
 */
#ifndef BENCH_PEERS_INFLATE_JOB_H
#define BENCH_PEERS_INFLATE_JOB_H

#include <stdint.h>
#include <stdio.h>

enum { INFLATE_IN = 128 << 10, INFLATE_OUT = 64 << 10 };

/* Inflates a gzip file of one or more members, adds the bytes that came out to *bytes; 1 if it was
 * whole. Called by several threads at once. */
int inflate_nothing(FILE *file, uint64_t *bytes);

#endif

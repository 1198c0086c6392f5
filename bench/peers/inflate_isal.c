/*
 * inflate_isal.c - inflating with ISA-L; see inflate_job.h.
 */
#include "inflate_job.h"

#include <isa-l.h>
#include <stdlib.h>

static int is_done(const struct inflate_state *state)
{
    return state->block_state == ISAL_BLOCK_FINISH;
}

int inflate_nothing(FILE *file, uint64_t *bytes)
{
    unsigned char *const buffer = malloc(INFLATE_IN + INFLATE_OUT);
    struct inflate_state *const state = malloc(sizeof *state);
    int status = ISAL_DECOMP_OK;
    if (buffer == NULL || state == NULL) {
        free(buffer);
        free(state);
        return 0;
    }
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
    state->avail_in = 0;
    while (status == ISAL_DECOMP_OK) {
        if (state->avail_in == 0) {
            state->next_in = buffer;
            state->avail_in = (uint32_t)fread(buffer, 1, INFLATE_IN, file);
            if (state->avail_in == 0) {
                break;
            }
        }
        if (is_done(state)) { /* another member */
            isal_inflate_reset(state);
            state->crc_flag = ISAL_GZIP;
        }
        do {
            state->next_out = buffer + INFLATE_IN;
            state->avail_out = INFLATE_OUT;
            status = isal_inflate(state);
            *bytes += INFLATE_OUT - state->avail_out;
        } while (status == ISAL_DECOMP_OK && !is_done(state) && state->avail_out == 0);
    }
    const int whole = status == ISAL_DECOMP_OK && is_done(state);
    free(state);
    free(buffer);
    return whole;
}

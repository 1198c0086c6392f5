/*
 * unpack_isal.c - one deflate block by ISA-L. The only file that includes its headers.
 *
 * In: a block whose head was found good, and the text before it. Out: its text, if it ends within
 * what is there. ISA-L knows streams, not blocks; so each block is shown to it as a stream of its
 * own: the text before it as the dictionary, and the bit that says "last block" set on the way:
 *
 *     stored   ... | 0 10 codes text end | 1 10 codes text end |
 *     shown          1 10 codes text end   as a whole stream; it stops at "end"
 *
 * ISA-L reads ahead: what it holds and did not use is told from its bit buffer.
 */
#include "ingest/unpack.h"

#if defined(GV_HAVE_ISAL)

#include "base/arena.h"

#include <isa-l.h>
#include <limits.h>

#define TEXT(x) #x
#define NUMBER(x) TEXT(x)

struct gv_isal {
    struct inflate_state state;
};

const char *gv_isal_version(void)
{
    return NUMBER(ISAL_MAJOR_VERSION) "." NUMBER(ISAL_MINOR_VERSION) "." NUMBER(ISAL_PATCH_VERSION);
}

gv_status gv_isal_new(gv_isal **isal)
{
    return gv_memory_get_zeroed(1, sizeof **isal, (void **)isal);
}

void gv_isal_free(gv_isal *isal)
{
    gv_memory_free(isal);
}

int gv_isal_block(gv_isal *isal, const unsigned char *in, size_t length, unsigned bit,
                  const unsigned char *history, size_t n_history, unsigned char *out,
                  size_t capacity, size_t *bits, size_t *given)
{
    struct inflate_state *const state = &isal->state;
    if (length == 0 || length > INT_MAX || capacity > INT_MAX) {
        return 0;
    }
    isal_inflate_init(state);
    if (n_history > 0 &&
        isal_inflate_set_dict(state, (uint8_t *)(uintptr_t)history, (uint32_t)n_history) !=
            ISAL_DECOMP_OK) {
        return 0;
    }
    state->read_in = (uint64_t)(in[0] >> bit) | 1;
    state->read_in_length = (int32_t)(8 - bit);
    state->next_in = (uint8_t *)(uintptr_t)(in + 1);
    state->avail_in = (uint32_t)(length - 1);
    state->next_out = out;
    state->avail_out = (uint32_t)capacity;
    if (isal_inflate(state) != ISAL_DECOMP_OK || state->block_state != ISAL_BLOCK_FINISH ||
        state->read_in_length < 0) {
        return 0;
    }
    *bits = (size_t)(state->next_in - in) * 8 - (size_t)state->read_in_length;
    *given = (size_t)(state->next_out - out);
    return 1;
}

#else

const char *gv_isal_version(void)
{
    return NULL;
}

gv_status gv_isal_new(gv_isal **isal)
{
    (void)isal;
    return GV_ERROR_ARGUMENT;
}

void gv_isal_free(gv_isal *isal)
{
    (void)isal;
}

int gv_isal_block(gv_isal *isal, const unsigned char *in, size_t length, unsigned bit,
                  const unsigned char *history, size_t n_history, unsigned char *out,
                  size_t capacity, size_t *bits, size_t *given)
{
    (void)isal, (void)in, (void)length, (void)bit, (void)history, (void)n_history;
    (void)out, (void)capacity, (void)bits, (void)given;
    return 0;
}

#endif

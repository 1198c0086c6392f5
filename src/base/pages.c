/*
 * pages.c - zeroed tables of one owner, side by side on large pages.
 *
 * In: lengths. Out: zeroed memory. Tables of some hundred kilobytes that are asked all over, a line
 * here and a line there, cost a look at the page table each time, and a fault for each page of 4 KB
 * when they are new: those of a scanner are three thousand pages, which is one part in twenty
 * of the time of a text of 16 MB. So they are put side by side in blocks that begin where a large
 * page does, and the system is asked for large pages:
 *
 *     block of 8 MB: [slots 0.5 MB][others 0.4 MB][forms 1 MB] [ ... ]     two pages of 2 MB
 *
 * Where it knows none, the pages are small ones, and all else is the same. It never gives back or
 * grows a single table.
 */
#if !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#endif
#include "base/pages.h"

#include "base/arena.h"

#include <stdint.h>
#include <sys/mman.h>

/* AddressSanitizer knows nothing of tables that lie side by side: it is told what lies between. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_GAPS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_GAPS 1
#endif
#if defined(WITH_GAPS)
#include <sanitizer/asan_interface.h>
#else
#define WITH_GAPS 0
#define ASAN_POISON_MEMORY_REGION(bytes, length) ((void)(bytes), (void)(length))
#define ASAN_UNPOISON_MEMORY_REGION(bytes, length) ((void)(bytes), (void)(length))
#endif

enum { LINE = 64, PAGE = 2 << 20, LEAST_BLOCK = 8 << 20 };

struct gv_pages_block {
    gv_pages_block *next;
    unsigned char *bytes; /* from a large page's first on */
    void *mapped;
    size_t capacity, used, mapped_length;
};

static gv_status map_block(gv_pages_block *block, size_t capacity)
{
    const size_t length = capacity + PAGE; /* so that a large page begins in the first of them */
    void *const mapped =
        mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return GV_ERROR_MEMORY;
    }
    block->mapped = mapped;
    block->mapped_length = length;
    block->bytes = (unsigned char *)mapped + (PAGE - (uintptr_t)mapped % PAGE) % PAGE;
    block->capacity = capacity;
#if defined(MADV_HUGEPAGE)
    (void)madvise(block->bytes, capacity, MADV_HUGEPAGE); /* it may refuse: then they are small */
#endif
    return GV_OK;
}

static gv_status add_block(gv_pages *pages, size_t length)
{
    void *memory = NULL;
    size_t capacity = LEAST_BLOCK;
    if (length > LEAST_BLOCK) {
        capacity = (length + PAGE - 1) / PAGE * PAGE;
    }
    GV_TRY(gv_memory_get_zeroed(1, sizeof(gv_pages_block), &memory));
    gv_pages_block *const block = memory;
    const gv_status status = map_block(block, capacity);
    if (status != GV_OK) {
        gv_memory_free(block);
        return status;
    }
    block->next = pages->blocks;
    pages->blocks = block;
    return GV_OK;
}

gv_status gv_pages_get(gv_pages *pages, size_t n, size_t size, void **table)
{
    if (size != 0 && n > (size_t)(PTRDIFF_MAX - 2 * PAGE) / size) {
        return GV_ERROR_MEMORY;
    }
    const size_t length = (n * size + LINE - 1) / LINE * LINE + (WITH_GAPS ? LINE : 0);
    if (pages->blocks == NULL || pages->blocks->capacity - pages->blocks->used < length) {
        GV_TRY(add_block(pages, length));
    }
    *table = pages->blocks->bytes + pages->blocks->used;
    pages->blocks->used += length;
    if (WITH_GAPS) {
        ASAN_POISON_MEMORY_REGION((unsigned char *)*table + n * size, length - n * size);
    }
    return GV_OK;
}

void gv_pages_free(gv_pages *pages)
{
    while (pages->blocks != NULL) {
        gv_pages_block *const block = pages->blocks;
        pages->blocks = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->mapped, block->mapped_length);
        (void)munmap(block->mapped, block->mapped_length);
        gv_memory_free(block);
    }
}

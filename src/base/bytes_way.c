/*
 * bytes_way.c - which instructions look at bytes: what the machine has, less what the environment
 * forbids.
 */
#include "base/bytes.h"

#include <stdlib.h>

static const char *const names[] = {"portable C", "SSE2", "AVX2", "AVX-512"};

static const char *wanted(void)
{
    return getenv("GRAVAMEN_CPU");
}

static gv_bytes_way of_machine(void)
{
#if GV_BYTES_X86
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                     __builtin_cpu_supports("bmi2");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2")) {
        return GV_BYTES_AVX512;
    }
    return avx2 ? GV_BYTES_AVX2 : GV_BYTES_SSE2;
#else
    return GV_BYTES_PORTABLE;
#endif
}

gv_bytes_way gv_bytes_choose(void)
{
    static const char *const allowed[] = {"portable", "sse2", "avx2"};
    const char *const cpu = wanted();
    const gv_bytes_way best = of_machine();
    for (unsigned i = 0; cpu != NULL && i < sizeof allowed / sizeof *allowed; i++) {
        if (strcmp(cpu, allowed[i]) == 0 && i < best) {
            return (gv_bytes_way)i;
        }
    }
    return best;
}

int gv_bytes_is_plain_wanted(void)
{
    return wanted() != NULL && strcmp(wanted(), "portable") == 0;
}

const char *gv_bytes_name(gv_bytes_way way)
{
    return names[way];
}

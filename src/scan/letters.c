/*
 * letters.c - which way of reading letters is used, and each way by itself.
 */
#include "scan/letters.h"

#include "scan/letters_ways.h"

#include <stdlib.h>

static const char *const names[] = {"portable C", "SSE2", "AVX2", "AVX-512"};

static gv_letters_path of_machine(void)
{
#if GV_LETTERS_X86
    __builtin_cpu_init();
    const int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                     __builtin_cpu_supports("bmi2");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2")) {
        return GV_LETTERS_AVX512;
    }
    return avx2 ? GV_LETTERS_AVX2 : GV_LETTERS_SSE2;
#else
    return GV_LETTERS_PORTABLE;
#endif
}

gv_letters_path gv_letters_choose(void)
{
    static const char *const allowed[] = {"portable", "sse2", "avx2"};
    const char *const cpu = getenv("GRAVAMEN_CPU");
    const gv_letters_path best = of_machine();
    for (unsigned i = 0; cpu != NULL && i < sizeof allowed / sizeof *allowed; i++) {
        if (strcmp(cpu, allowed[i]) == 0 && i < best) {
            return (gv_letters_path)i;
        }
    }
    return best;
}

const char *gv_letters_name(gv_letters_path path)
{
    return names[path];
}

void gv_letters_read(gv_letters_path path, const unsigned char *bytes, gv_letters *of)
{
    gv_letters_in(path, bytes, of);
}

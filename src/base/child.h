/*
 * child.h - one other program, run in a box: the only place that starts processes.
 *
 * The program gets its input on descriptor 0 and answers on 1 and 2. It has no other descriptors,
 * an environment of LC_ALL=C.UTF-8 alone, no terminal, no way to gain rights, and limits on time,
 * memory and answer. Where the kernel filters calls (seccomp) it can open no socket, open no file
 * for writing, change no folder and start no other program; else it has no network where the kernel
 * lets it be taken away, and can write no byte to a file.
 */
#ifndef GV_BASE_CHILD_H
#define GV_BASE_CHILD_H

#include "base/buf.h"

typedef struct gv_child_limits {
    uint32_t seconds;  /* by the clock, and of processor time; never 0 */
    uint64_t memory;   /* bytes of address space; 0: no limit */
    size_t output;     /* bytes of answer that are kept */
} gv_child_limits;

typedef enum gv_child_end {
    GV_CHILD_EXITED = 0,  /* code: its exit status; -1 if another part of the process took it */
    GV_CHILD_KILLED,      /* code: the signal */
    GV_CHILD_LATE,        /* passed the time limit, and was killed with all that it had started */
    GV_CHILD_LONG,        /* gave more than limits.output, and was killed */
    GV_CHILD_NOT_STARTED  /* code: errno */
} gv_child_end;

typedef struct gv_child_result {
    gv_child_end end;
    int code;
} gv_child_result;

/* Bytes of the second output that are kept; what follows is read and dropped. */
enum { GV_CHILD_COMPLAINTS = 4096 };

/* Puts the path of a program into *path: the first of that name in a folder of PATH (folders that
 * are not absolute are passed over). Empty if there is none. */
gv_status gv_child_find(const char *name, gv_buf *path);

/* Runs arguments[0] (a path), up to a NULL. input: a file of those bytes that cannot be changed, on
 * descriptor 0; "/proc/self/fd/0" opens it by name. Adds what it answers to *output, and the first
 * of what it says on descriptor 2 to *complaints. Fails for want of memory only; all else is a
 * result. Blocks; thread-safe. */
gv_status gv_child_run(const char *const *arguments, const void *input, size_t length,
                       const gv_child_limits *limits, gv_buf *output, gv_buf *complaints,
                       gv_child_result *result);

/* 1 if the kernel confines children (seccomp); 0: this processor or kernel does not, and limits
 * alone bound them. */
int gv_child_is_confined(void);

#endif

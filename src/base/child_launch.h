/*
 * child_launch.h - what a child needs to become another program.
 */
#ifndef GV_BASE_CHILD_LAUNCH_H
#define GV_BASE_CHILD_LAUNCH_H

#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

/* All that the child needs, ready before fork. Descriptors: -1 if not open. */
typedef struct gv_child_launch {
    const char *const *arguments;
    const char *environment[2];
    int input, output[2], complaints[2], status[2]; /* pipes: [0] is the parent's end */
    struct rlimit processor, memory, descriptors;
    int has_memory;
    const void *filter;
    size_t n_filter;
    pid_t parent;
} gv_child_launch;

/* To be called in the child, right after fork, with every signal blocked. Never returns. If it
 * cannot become the program, errno goes down the status pipe. */
void gv_child_become(const gv_child_launch *launch);

#endif

/*
 * status.h - how failures travel.
 *
 * What can fail returns gv_status; results leave through the last parameter, untouched on failure.
 * GV_TRY returns a failure at once; GV_TRY_DONE jumps to `done:` where owners clean up, and needs a
 * local `gv_status status`.
 */
#ifndef GV_BASE_STATUS_H
#define GV_BASE_STATUS_H

#include "gravamen.h"

#include <stdarg.h>

#define GV_TRY(call)                                                                               \
    do {                                                                                           \
        const gv_status gv_try_status_ = (call);                                                   \
        if (gv_try_status_ != GV_OK) {                                                             \
            return gv_try_status_;                                                                 \
        }                                                                                          \
    } while (0)

#define GV_TRY_DONE(call)                                                                          \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != GV_OK) {                                                                     \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

/* Formats into message (may be NULL), cutting what does not fit; returns `status`, so that one line
 * says and returns: return gv_message_set(message, GV_ERROR_OPEN, "%s: %s", path, reason); */
gv_status gv_message_set(gv_message *message, gv_status status, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
/* As gv_message_set with "path: " and the system's words for an errno value. */
gv_status gv_message_set_error(gv_message *message, gv_status status, const char *path, int error);

#endif

/*
 * status.c - statuses as words, and messages for people.
 *
 * In: a gv_status, or a printf format with the details of a failure. Out: a fixed English line, or
 * a filled gv_message, always NUL-terminated. For example
 *     gv_message_set(message, GV_ERROR_OPEN, "%s: %s", path, reason)
 * fills *message with "a.txt: No such file" and returns GV_ERROR_OPEN. It never prints, and it does
 * not judge whether the status was worth a message.
 */
#include "base/status.h"

#include <stdio.h>
#include <string.h>

const char *gv_strerror(gv_status status)
{
    switch (status) {
    case GV_OK:
        return "done";
    case GV_ERROR_MEMORY:
        return "out of memory";
    case GV_ERROR_ARGUMENT:
        return "an argument is missing, unknown or out of range";
    case GV_ERROR_OPEN:
        return "a file or folder cannot be opened";
    case GV_ERROR_READ:
        return "reading failed";
    case GV_ERROR_WRITE:
        return "writing failed";
    case GV_ERROR_FORMAT:
        return "the bytes are not of the expected format, or damaged";
    case GV_ERROR_VERSION:
        return "the model was compiled by another version or for another machine: recompile it";
    case GV_ERROR_RULES:
        return "the rules have errors";
    case GV_ERROR_LIMIT:
        return "a limit was passed";
    case GV_ERROR_LANGUAGE:
        return "no model or stemmer covers the language";
    case GV_ERROR_DAMAGED:
        return "done, but some input was damaged or skipped";
    case GV_ERROR_CANCELLED:
        return "stopped on request";
    }
    return "unknown status";
}

gv_status gv_message_set(gv_message *message, gv_status status, const char *format, ...)
{
    if (message != NULL) {
        va_list arguments;
        va_start(arguments, format);
        const int n = vsnprintf(message->text, sizeof message->text, format, arguments);
        va_end(arguments);
        if (n < 0) {
            message->text[0] = '\0';
        }
    }
    return status;
}

gv_status gv_message_set_error(gv_message *message, gv_status status, const char *path, int error)
{
    char reason[256];
    if (strerror_r(error, reason, sizeof reason) != 0) {
        snprintf(reason, sizeof reason, "error %d", error);
    }
    return gv_message_set(message, status, "%s: %s", path, reason);
}

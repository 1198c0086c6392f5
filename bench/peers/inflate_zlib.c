/*
 * inflate_zlib.c - inflating with zlib; see inflate_job.h.
 */
#include "inflate_job.h"

#include <stdlib.h>
#include <zlib.h>

int inflate_nothing(FILE *file, uint64_t *bytes)
{
    unsigned char *const buffer = malloc(INFLATE_IN + INFLATE_OUT);
    z_stream stream = {0};
    int status = Z_OK;
    if (buffer == NULL || inflateInit2(&stream, 15 + 16) != Z_OK) {
        free(buffer);
        return 0;
    }
    while (status == Z_OK || status == Z_BUF_ERROR) {
        if (stream.avail_in == 0) {
            stream.next_in = buffer;
            stream.avail_in = (unsigned)fread(buffer, 1, INFLATE_IN, file);
            if (stream.avail_in == 0) {
                break;
            }
        }
        stream.next_out = buffer + INFLATE_IN;
        stream.avail_out = INFLATE_OUT;
        status = inflate(&stream, Z_NO_FLUSH);
        *bytes += INFLATE_OUT - stream.avail_out;
        if (status == Z_STREAM_END) { /* another member may follow */
            const int c = stream.avail_in == 0 ? getc(file) : 0;
            if (c == EOF) {
                break;
            }
            if (stream.avail_in == 0) {
                ungetc(c, file);
            }
            status = inflateReset(&stream);
        }
    }
    inflateEnd(&stream);
    free(buffer);
    return status == Z_STREAM_END;
}

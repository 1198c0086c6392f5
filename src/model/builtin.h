/*
 * builtin.h - the bytes of the linked model: the arrays that the build writes.
 */
#ifndef GV_MODEL_BUILTIN_H
#define GV_MODEL_BUILTIN_H

#include <stdint.h>

extern const uint64_t gv_builtin_image[];      /* the image, in words so that it is aligned */
extern const uint64_t gv_builtin_image_length; /* bytes; 0: none is linked */
extern const uint64_t gv_builtin_made[];       /* what opening it would make: model/made.h */
extern const char gv_builtin_identity[65];     /* its SHA-256, so that a start need not wait for it */

#endif

/*
 * no_builtin.c - no linked model: for the program that makes the linked model.
 */
#include "model/builtin.h"

const uint64_t gv_builtin_image[1] = {0};
const uint64_t gv_builtin_made[1] = {0};
const uint64_t gv_builtin_image_length = 0;
const char gv_builtin_identity[65] = "";

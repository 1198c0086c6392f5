/*
 * builtin.c - the model that is linked into the library.
 *
 * In: the array that embed_main.c wrote when the library was built (or, while it is being built,
 * the empty one of no_builtin.c). Out: a model that points into it. Its header and text stack are
 * checked like any other image's: a program linked with another text stack than it was built with
 * must say so. Its tables are not, nor are those made that opening makes of others: embed_main.c did
 * both, and nobody has touched them since.
 */
#include "model/builtin.h"

#include "model/model.h"

gv_status gv_model_builtin(gv_model **model)
{
    const gv_mapping image = {.bytes = (const unsigned char *)gv_builtin_image,
                              .length = (size_t)gv_builtin_image_length};
    if (model == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    if (gv_builtin_image_length == 0) {
        return GV_ERROR_OPEN;
    }
    const gv_linked_model linked = {.identity = gv_builtin_identity,
                                    .made = (const unsigned char *)gv_builtin_made};
    return gv_model_check_image(image, 1, &linked, NULL, model);
}

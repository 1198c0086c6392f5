/*
 * lint.h - rules that compile, but do not account for themselves (errors) or cannot do what they
 * seem to (warnings).
 */
#ifndef GV_COMPILE_LINT_H
#define GV_COMPILE_LINT_H

#include "compile/plan.h"

/* Keeps findings; only lack of memory fails. The plans are those of the job; what needs
 * whole plans is left out if the job had errors before. */
gv_status gv_lint(gv_job *job, gv_plan *plans, uint32_t n_plans);

/* lint_words.c: words and patterns of one language that another makes useless, and words whose stem
 * a bar catches too. */
gv_status gv_lint_words(gv_plan *plan);

#endif

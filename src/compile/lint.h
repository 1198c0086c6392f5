/*
 * lint.h - warnings: rules that are sound but cannot do what they seem to.
 */
#ifndef GV_COMPILE_LINT_H
#define GV_COMPILE_LINT_H

#include "compile/plan.h"

/* Keeps warnings as findings; only lack of memory fails. The plans are those of the job; what needs
 * whole plans is left out if the job has errors. */
gv_status gv_lint(gv_job *job, gv_plan *plans, uint32_t n_plans);

/* lint_words.c: words and patterns of one language that another makes useless, and words whose stem
 * a bar catches too. */
gv_status gv_lint_words(gv_plan *plan);

#endif

/*
 * furniture_line.h - what a line at the edge of a page says. Stateless, thread-safe. Lines are
 * bytes [p, end), not empty, without the blanks around them.
 */
#ifndef GV_INGEST_FURNITURE_LINE_H
#define GV_INGEST_FURNITURE_LINE_H

#include <stddef.h>
#include <stdint.h>

/* "17", "- 17 -", "xvii", "Page 17 of 40", "17/40": the first number, if that is all there is; else
 * 0. */
uint32_t gv_furniture_page_number(const char *p, const char *end);
/* The same for lines that are equal but for numbers and the width of blanks. */
uint64_t gv_furniture_hash(const char *p, const char *end);
/* 1 if the line ends a sentence (a number's full stop ends nothing) or answers a question of a form
 * ("Cause of death: shot"): no furniture, whatever stands on other pages. */
int gv_furniture_says_something(const char *p, size_t length);
/* Two lines of equal hash, the second `pages` pages behind the first. 0: they differ; 1: the same;
 * 2: the same but for numbers that are larger by `pages`. */
int gv_furniture_compare(const char *p, const char *p_end, const char *q, const char *q_end,
                         int64_t pages);

#endif

/* How much is kept of a text: up to max_text_bytes, until the texts of the report have filled
 * max_report_text_bytes; then as much again of short excerpts; from then on the first words and the
 * last. Nothing is refused, and two warnings say from where on. */
#ifndef INGEST_TEXT_BUDGET_H
#define INGEST_TEXT_BUDGET_H

#include "ingest/report.h"

enum { TEXT_SHORT_BYTES = 512, TEXT_WORDS_BYTES = 128 };

/* The limit for the next text of @report. */
size_t text_budget_limit(const struct report *report);

/* Counts a text of @file that was kept. */
void text_budget_spend(struct report *report, uint32_t file, const char *text);

#endif

/* The order of the files of a report: which of two tests of one name is the first must not depend
 * on how a bundle was packed. */
#ifndef INGEST_FILE_ORDER_H
#define INGEST_FILE_ORDER_H

#include "ingest/report.h"

/* Puts the files from @first on in the order of their names, folder by folder, with their cases and
 * warnings. Before retries_settle(). */
enum err_code file_order_settle(struct report *report, size_t first, struct err *err) must_check;

#endif

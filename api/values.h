/* Values that several resources share: columns of a row as JSON, and fields of a body. */
#ifndef API_VALUES_H
#define API_VALUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/db.h"
#include "common/err.h"

/* A column as JSON, null where the column is. NULL when memory ran out: json_pack() and
 * reply_json() pass that on. */
json_t *value_text(const struct rows *rows, size_t row, int column);
json_t *value_time(const struct rows *rows, size_t row, int column); /* RFC 3339, UTC */
json_t *value_int(const struct rows *rows, size_t row, int column);
json_t *value_real(const struct rows *rows, size_t row, int column); /* NaN is null too */
json_t *value_bool(const struct rows *rows, size_t row, int column);
json_t *value_json(const struct rows *rows, size_t row, int column); /* of a json column */

/* A time of the program as JSON; 0 is null. */
json_t *value_clock(int64_t microseconds);

/* The word for an outcome as it is stored ('p', 'f', 'e', 's', 'k'). */
const char *value_outcome(char outcome);

/* The test of six columns from @first: test_id, suite, classname, name, variant, occurrence. */
enum { TEST_COLUMNS = 6 };
json_t *value_test(const struct rows *rows, size_t row, int first);

/* Packs every row with @pack into an array. */
typedef json_t *value_packer(const struct rows *rows, size_t row);
json_t *value_list(const struct rows *rows, value_packer *pack);

/* Fields of a body. *@given tells absent (or null) from given; ERR_INVALID names the field and
 * what it takes. */
enum err_code field_int(const json_t *object, const char *name, int64_t min, int64_t max,
                        bool *given, int64_t *value, struct err *err) must_check;
enum err_code field_real(const json_t *object, const char *name, double min, double max,
                         bool *given, double *value, struct err *err) must_check;
enum err_code field_bool(const json_t *object, const char *name, bool *given, bool *value,
                         struct err *err) must_check;
/* A time after @now and at most @days days later. 0 when not given. */
enum err_code field_time(const json_t *object, const char *name, int64_t now, int days,
                         int64_t *value, struct err *err) must_check;
/* A time that has come, a day ahead at most because clocks differ. @now when not given. */
enum err_code field_past(const json_t *object, const char *name, int64_t now, int64_t *value,
                         struct err *err) must_check;
/* One of @choices (ends in NULL); NULL when not given; ERR_INVALID lists them. */
enum err_code field_choice(const json_t *object, const char *name, const char *const *choices,
                           const char **value, struct err *err) must_check;

#endif

#include "api/values.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"

static const int64_t DAY = INT64_C(86400) * 1000000;

json_t *value_text(const struct rows *rows, size_t row, int column)
{
    const char *text = rows_text_or_null(rows, row, column);
    return text ? json_string(text) : json_null();
}

/* PostgreSQL writes "2026-11-21 02:41:00.123+00": our sessions are in UTC. */
json_t *value_time(const struct rows *rows, size_t row, int column)
{
    if (rows_null(rows, row, column))
        return json_null();
    auto_text struct text time = {0};
    text_puts(&time, rows_text(rows, row, column));
    if (time.failed)
        return NULL;
    char *blank = strchr(time.data, ' '), *zone = strrchr(time.data, '+');
    if (blank)
        *blank = 'T';
    if (zone) { /* always +00: connections speak UTC */
        zone[0] = 'Z';
        zone[1] = '\0';
    }
    return json_string(time.data);
}

json_t *value_int(const struct rows *rows, size_t row, int column)
{
    return rows_null(rows, row, column) ? json_null() : json_integer(rows_int(rows, row, column));
}

json_t *value_real(const struct rows *rows, size_t row, int column)
{
    double value = rows_real(rows, row, column);
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *value_bool(const struct rows *rows, size_t row, int column)
{
    return rows_null(rows, row, column) ? json_null() : json_boolean(rows_bool(rows, row, column));
}

json_t *value_json(const struct rows *rows, size_t row, int column)
{
    return rows_null(rows, row, column)
               ? json_null()
               : json_loads(rows_text(rows, row, column), JSON_DECODE_ANY, NULL);
}

json_t *value_clock(int64_t microseconds)
{
    if (!microseconds)
        return json_null();
    char text[CLOCK_TEXT_SIZE];
    clock_format(microseconds, text);
    return json_string(text);
}

const char *value_outcome(char outcome)
{
    switch (outcome) {
    case 'p':
        return "passed";
    case 'f':
        return "failed";
    case 'e':
        return "error";
    case 's':
        return "skipped";
    default:
        return "flaky";
    }
}

json_t *value_test(const struct rows *rows, size_t row, int first)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, first), "suite",
                     value_text(rows, row, first + 1), "classname",
                     value_text(rows, row, first + 2), "name", value_text(rows, row, first + 3),
                     "variant", value_text(rows, row, first + 4), "occurrence",
                     value_int(rows, row, first + 5));
}

json_t *value_list(const struct rows *rows, value_packer *pack)
{
    json_t *list = json_array();
    for (size_t row = 0; list && row < rows_count(rows); row++) {
        if (json_array_append_new(list, pack(rows, row)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* The field, or NULL when it is absent or null. */
static const json_t *field(const json_t *object, const char *name, bool *given)
{
    const json_t *value = json_object_get(object, name);
    *given = value && !json_is_null(value);
    return *given ? value : NULL;
}

enum err_code field_int(const json_t *object, const char *name, int64_t min, int64_t max,
                        bool *given, int64_t *value, struct err *err)
{
    const json_t *found = field(object, name, given);
    if (!found)
        return ERR_OK;
    if (!json_is_integer(found) || json_integer_value(found) < min ||
        json_integer_value(found) > max)
        return err_set(err, ERR_INVALID, "field \"%s\": an integer from %" PRId64 " to %" PRId64,
                       name, min, max);
    *value = json_integer_value(found);
    return ERR_OK;
}

enum err_code field_real(const json_t *object, const char *name, double min, double max,
                         bool *given, double *value, struct err *err)
{
    const json_t *found = field(object, name, given);
    if (!found)
        return ERR_OK;
    if (!json_is_number(found) || json_number_value(found) < min || json_number_value(found) > max)
        return err_set(err, ERR_INVALID, "field \"%s\": a number from %g to %g", name, min, max);
    *value = json_number_value(found);
    return ERR_OK;
}

enum err_code field_bool(const json_t *object, const char *name, bool *given, bool *value,
                         struct err *err)
{
    const json_t *found = field(object, name, given);
    if (!found)
        return ERR_OK;
    if (!json_is_boolean(found))
        return err_set(err, ERR_INVALID, "field \"%s\": true or false", name);
    *value = json_is_true(found);
    return ERR_OK;
}

enum err_code field_time(const json_t *object, const char *name, int64_t now, int days,
                         int64_t *value, struct err *err)
{
    bool given;
    const json_t *found = field(object, name, &given);
    *value = 0;
    if (!found)
        return ERR_OK;
    const char *text = json_string_value(found);
    int64_t time;
    if (!text || !clock_parse(text, &time) || time <= now || time - now > days * DAY)
        return err_set(
            err, ERR_INVALID,
            "field \"%s\": a time such as 2026-12-24T18:00:00Z, from now to %d days ahead", name,
            days);
    *value = time;
    return ERR_OK;
}

enum err_code field_past(const json_t *object, const char *name, int64_t now, int64_t *value,
                         struct err *err)
{
    bool given;
    const json_t *found = field(object, name, &given);
    *value = now;
    if (!found)
        return ERR_OK;
    const char *text = json_string_value(found);
    int64_t time;
    if (!text || !clock_parse(text, &time) || time > now + DAY)
        return err_set(err, ERR_INVALID,
                       "field \"%s\": a time such as 2026-11-21T18:00:00Z that has come", name);
    *value = time;
    return ERR_OK;
}

enum err_code field_choice(const json_t *object, const char *name, const char *const *choices,
                           const char **value, struct err *err)
{
    bool given;
    const json_t *found = field(object, name, &given);
    *value = NULL;
    if (!found)
        return ERR_OK;
    const char *text = json_string_value(found);
    for (size_t i = 0; text && choices[i]; i++)
        if (strcmp(text, choices[i]) == 0) {
            *value = choices[i];
            return ERR_OK;
        }
    auto_text struct text all = {0};
    for (size_t i = 0; choices[i]; i++)
        text_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    return err_set(err, ERR_INVALID, "field \"%s\": one of %s", name, text_get(&all));
}

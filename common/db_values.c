/* Parameters in PostgreSQL's binary form for arrays and times and its text form for the rest, and
 * the reading of results. */
#include "common/db_internal.h"

#include <arpa/inet.h>
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto.h"
#include "common/db_arrays.h"

/* Type numbers of pg_type.h, which is fixed. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_CHAR = 18,
    TYPE_INT8 = 20,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_FLOAT4 = 700,
    TYPE_FLOAT8 = 701,
    TYPE_CHAR_ARRAY = 1002,
    TYPE_INT4_ARRAY = 1007,
    TYPE_TEXT_ARRAY = 1009,
    TYPE_INT8_ARRAY = 1016,
    TYPE_FLOAT4_ARRAY = 1021,
    TYPE_FLOAT8_ARRAY = 1022,
    TYPE_TIMESTAMPTZ = 1184,
    TYPE_TIMESTAMPTZ_ARRAY = 1185,
    TYPE_UUID = 2950,
    TYPE_UUID_ARRAY = 2951
};

void params_free(struct params *params)
{
    arena_free(&params->arena);
    memset(params, 0, sizeof *params);
}

/* Types: an untyped parameter (0) takes the type that the statement gives it. */
static void add(struct params *params, unsigned type, const char *value, size_t len, int format)
{
    assert(params->count < PARAMS_MAX);
    int at = params->count++;
    params->types[at] = type;
    params->values[at] = value;
    params->lengths[at] = (int)len;
    params->formats[at] = format;
    if (len > INT32_MAX)
        params->failed = true;
}

static void add_text(struct params *params, unsigned type, const char *value)
{
    size_t len = strlen(value);
    char *copy = arena_text(&params->arena, value, len);
    if (!copy)
        params->failed = true;
    add(params, type, copy, len, 0);
}

void params_null(struct params *params)
{
    add(params, 0, NULL, 0, 0);
}

void params_int(struct params *params, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    add_text(params, 0, text);
}

void params_real(struct params *params, double value)
{
    char text[32];
    if (isnan(value)) {
        params_null(params);
        return;
    }
    snprintf(text, sizeof text, "%.17g", value);
    add_text(params, 0, text);
}

void params_bool(struct params *params, bool value)
{
    add_text(params, TYPE_BOOL, value ? "t" : "f");
}

void params_text(struct params *params, const char *value)
{
    if (value)
        add_text(params, 0, value);
    else
        params_null(params);
}

static void add_copy(struct params *params, unsigned type, const void *bytes, size_t len)
{
    char *copy = arena_text(&params->arena, bytes, len);
    if (!copy)
        params->failed = true;
    add(params, type, copy, len, 1);
}

void params_bytes(struct params *params, const void *bytes, size_t len)
{
    add_copy(params, TYPE_BYTEA, bytes, len);
}

void params_uuid(struct params *params, const unsigned char bytes[16])
{
    add_copy(params, TYPE_UUID, bytes, 16);
}

static char *put32(char *to, uint32_t value)
{
    value = htonl(value);
    memcpy(to, &value, sizeof value);
    return to + sizeof value;
}

static char *put64(char *to, uint64_t value)
{
    to = put32(to, (uint32_t)(value >> 32));
    return put32(to, (uint32_t)value);
}

/* The server counts from the year 2000 on. */
static const int64_t epoch_2000 = 946684800LL * 1000000;

void params_time(struct params *params, int64_t microseconds)
{
    char bytes[8];
    put64(bytes, (uint64_t)(microseconds - epoch_2000));
    if (microseconds)
        add_copy(params, TYPE_TIMESTAMPTZ, bytes, sizeof bytes);
    else
        add(params, TYPE_TIMESTAMPTZ, NULL, 0, 1);
}

/* Room for an array of @count elements of @size bytes each (@more bytes over all), with its
 * header written; *@at is where the first element goes. NULL when memory or PostgreSQL's 1 GB
 * is passed. */
static char *array_start(struct params *params, unsigned element, size_t count, size_t size,
                         size_t more, char **at)
{
    enum { HEADER = 20 };
    size_t bytes;
    if (__builtin_mul_overflow(count, size + 4, &bytes) || more > INT32_MAX ||
        bytes > (size_t)INT32_MAX - more - HEADER) {
        params->failed = true;
        return NULL;
    }
    char *start = arena_alloc(&params->arena, bytes + more + HEADER);
    if (!start) {
        params->failed = true;
        return NULL;
    }
    char *to = put32(start, count ? 1 : 0); /* dimensions */
    to = put32(to, 0);                      /* a flag for nulls, which the server sets itself */
    to = put32(to, element);
    if (count) {
        to = put32(to, (uint32_t)count);
        to = put32(to, 1); /* lower bound */
    }
    *at = to;
    return start;
}

static void array_end(struct params *params, unsigned type, const char *start, const char *end)
{
    add(params, type, start, start ? (size_t)(end - start) : 0, 1);
}

void params_int_array(struct params *params, const int32_t *first, size_t count, size_t stride)
{
    char *to = NULL, *start = array_start(params, TYPE_INT4, count, 4, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        int32_t value;
        memcpy(&value, (const char *)first + i * stride, sizeof value);
        to = put32(put32(to, 4), (uint32_t)value);
    }
    array_end(params, TYPE_INT4_ARRAY, start, to);
}

/* Each number is sent less @epoch. */
static void add_longs(struct params *params, unsigned element, unsigned type, const int64_t *first,
                      size_t count, size_t stride, int64_t epoch)
{
    char *to = NULL, *start = array_start(params, element, count, 8, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        int64_t value;
        memcpy(&value, (const char *)first + i * stride, sizeof value);
        to = put64(put32(to, 8), (uint64_t)(value - epoch));
    }
    array_end(params, type, start, to);
}

void params_long_array(struct params *params, const int64_t *first, size_t count, size_t stride)
{
    add_longs(params, TYPE_INT8, TYPE_INT8_ARRAY, first, count, stride, 0);
}

void params_time_array(struct params *params, const int64_t *first, size_t count, size_t stride)
{
    add_longs(params, TYPE_TIMESTAMPTZ, TYPE_TIMESTAMPTZ_ARRAY, first, count, stride, epoch_2000);
}

void params_real_array(struct params *params, const float *first, size_t count, size_t stride)
{
    char *to = NULL, *start = array_start(params, TYPE_FLOAT4, count, 4, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        uint32_t bits;
        memcpy(&bits, (const char *)first + i * stride, sizeof bits);
        to = put32(put32(to, 4), bits);
    }
    array_end(params, TYPE_FLOAT4_ARRAY, start, to);
}

void params_double_array(struct params *params, const double *first, size_t count, size_t stride)
{
    char *to = NULL, *start = array_start(params, TYPE_FLOAT8, count, 8, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        uint64_t bits;
        memcpy(&bits, (const char *)first + i * stride, sizeof bits);
        to = put64(put32(to, 8), bits);
    }
    array_end(params, TYPE_FLOAT8_ARRAY, start, to);
}

void params_char_array(struct params *params, const char *first, size_t count, size_t stride)
{
    char *to = NULL, *start = array_start(params, TYPE_CHAR, count, 1, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        to = put32(to, 1);
        *to++ = first[i * stride];
    }
    array_end(params, TYPE_CHAR_ARRAY, start, to);
}

void params_uuid_array(struct params *params, const unsigned char *first, size_t count,
                       size_t stride)
{
    char *to = NULL, *start = array_start(params, TYPE_UUID, count, 16, 0, &to);
    for (size_t i = 0; start && i < count; i++) {
        to = put32(to, 16);
        memcpy(to, first + i * stride, 16);
        to += 16;
    }
    array_end(params, TYPE_UUID_ARRAY, start, to);
}

static const char *text_at(const char *const *first, size_t i, size_t stride)
{
    const char *text;
    memcpy(&text, (const char *)first + i * stride, sizeof text);
    return text;
}

void params_text_array(struct params *params, const char *const *first, size_t count, size_t stride)
{
    size_t more = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = text_at(first, i, stride);
        more += text ? strlen(text) : 0;
    }
    char *to = NULL, *start = array_start(params, TYPE_TEXT, count, 0, more, &to);
    for (size_t i = 0; start && i < count; i++) {
        const char *text = text_at(first, i, stride);
        size_t len = text ? strlen(text) : 0;
        to = put32(to, text ? (uint32_t)len : UINT32_MAX); /* -1: null */
        if (len)
            memcpy(to, text, len);
        to += len;
    }
    array_end(params, TYPE_TEXT_ARRAY, start, to);
}

void rows_free(struct rows *rows)
{
    PQclear(rows_result(rows));
}

size_t rows_count(const struct rows *rows)
{
    return (size_t)PQntuples(rows_result(rows));
}

bool rows_null(const struct rows *rows, size_t row, int column)
{
    assert(row < rows_count(rows) && column < PQnfields(rows_result(rows)));
    return PQgetisnull(rows_result(rows), (int)row, column) == 1;
}

const char *rows_text(const struct rows *rows, size_t row, int column)
{
    assert(row < rows_count(rows) && column < PQnfields(rows_result(rows)));
    return PQgetvalue(rows_result(rows), (int)row, column);
}

const char *rows_text_or_null(const struct rows *rows, size_t row, int column)
{
    return rows_null(rows, row, column) ? NULL : rows_text(rows, row, column);
}

const unsigned char *rows_bytes(const struct rows *rows, size_t row, int column, size_t *len)
{
    const char *bytes = rows_text(rows, row, column);
    assert(PQfformat(rows_result(rows), column) == 1);
    *len = (size_t)PQgetlength(rows_result(rows), (int)row, column);
    return (const unsigned char *)bytes;
}

static int64_t binary_int(const struct rows *rows, size_t row, int column)
{
    size_t len;
    const unsigned char *bytes = rows_bytes(rows, row, column, &len);
    uint64_t value = len > 0 && bytes[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

int64_t rows_int(const struct rows *rows, size_t row, int column)
{
    if (PQfformat(rows_result(rows), column) == 1)
        return binary_int(rows, row, column);
    return strtoll(rows_text(rows, row, column), NULL, 10);
}

double rows_real(const struct rows *rows, size_t row, int column)
{
    return rows_null(rows, row, column) ? NAN : strtod(rows_text(rows, row, column), NULL);
}

bool rows_bool(const struct rows *rows, size_t row, int column)
{
    return rows_text(rows, row, column)[0] == 't';
}

static uint32_t get32(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return ntohl(value);
}

static uint64_t get64(const unsigned char *at)
{
    return (uint64_t)get32(at) << 32 | get32(at + 4);
}

const unsigned char *rows_elements(const struct rows *rows, size_t row, int column, size_t *count)
{
    enum { EMPTY_HEADER = 12, HEADER = 20 };
    size_t len;
    const unsigned char *bytes = rows_bytes(rows, row, column, &len);
    *count = len > EMPTY_HEADER ? get32(bytes + EMPTY_HEADER) : 0;
    return bytes + HEADER;
}

int32_t elements_int(const unsigned char *elements, size_t i)
{
    return (int32_t)get32(elements + i * 8 + 4);
}

int64_t elements_long(const unsigned char *elements, size_t i)
{
    return (int64_t)get64(elements + i * 12 + 4);
}

double elements_double(const unsigned char *elements, size_t i)
{
    uint64_t bits = get64(elements + i * 12 + 4);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static enum err_code binary_int_array(const struct rows *rows, size_t row, int column,
                                      struct arena *arena, int32_t **values, size_t *count,
                                      struct err *err)
{
    const unsigned char *elements = rows_elements(rows, row, column, count);
    int32_t *out = arena_alloc(arena, (*count + 1) * sizeof *out);
    if (!out)
        return err_nomem(err);
    for (size_t i = 0; i < *count; i++)
        out[i] = elements_int(elements, i);
    *values = out;
    return ERR_OK;
}

/* In text form, {1,2,3}, a million numbers are read in some ten milliseconds. */
enum err_code rows_int_array(const struct rows *rows, size_t row, int column, struct arena *arena,
                             int32_t **values, size_t *count, struct err *err)
{
    if (PQfformat(rows_result(rows), column) == 1)
        return binary_int_array(rows, row, column, arena, values, count, err);
    const char *at = rows_text(rows, row, column);
    size_t elements = 0;
    for (const char *p = at; *p; p++)
        elements += *p == ',' || *p == '}';
    if (at[0] != '{' || at[1] == '}')
        elements = 0;
    int32_t *out = arena_alloc(arena, (elements + 1) * sizeof *out);
    if (!out)
        return err_nomem(err);
    for (size_t i = 0; i < elements; i++) {
        at++; /* the brace or the comma */
        bool negative = *at == '-';
        int64_t value = 0;
        for (at += negative; *at >= '0' && *at <= '9'; at++)
            value = value * 10 + (*at - '0');
        out[i] = (int32_t)(negative ? -value : value);
    }
    *values = out;
    *count = elements;
    return ERR_OK;
}

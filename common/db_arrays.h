/* Arrays in their binary form: for statements that move many numbers. */
#ifndef COMMON_DB_ARRAYS_H
#define COMMON_DB_ARRAYS_H

#include "common/db.h"

/* A double precision[] parameter; as params_real_array(). */
void params_double_array(struct params *params, const double *first, size_t count, size_t stride);

/* A timestamptz[] parameter, of microseconds since 1970. */
void params_time_array(struct params *params, const int64_t *first, size_t count, size_t stride);

/* The elements of an array without nulls in a binary result: they follow each other from the
 * returned place on, each in network order behind the 4 bytes of its length. */
const unsigned char *rows_elements(const struct rows *rows, size_t row, int column, size_t *count);

/* Element @i of such an array. */
int32_t elements_int(const unsigned char *elements, size_t i);
int64_t elements_long(const unsigned char *elements, size_t i);
double elements_double(const unsigned char *elements, size_t i);

#endif

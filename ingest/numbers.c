#include "ingest/numbers.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"

enum { LONGEST = 63 };

/* A test of four months does not exist; such a whole number counts nanoseconds. */
static const double most_seconds = 1e7;

/* Puts the number in the form strtod() reads. One comma, with no point behind it, is a decimal
 * comma, and points before it group thousands; commas before a point, or several, group them. */
static bool normalise(const char *text, size_t len, char out[LONGEST + 1])
{
    const char *comma = memchr(text, ',', len), *point = memchr(text, '.', len);
    bool decimal = comma && !memchr(comma + 1, ',', (size_t)(text + len - comma - 1)) &&
                   !memchr(comma + 1, '.', (size_t)(text + len - comma - 1));
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == ',' && decimal)
            c = '.';
        else if (c == '.' && decimal)
            continue;
        else if (c == ',' && point && text + i > point)
            return false;
        else if (c == ',')
            continue;
        if (!isdigit((unsigned char)c) && !strchr(".eE+-", c))
            return false;
        out[used++] = c;
    }
    out[used] = '\0';
    return used > 0;
}

float numbers_seconds(const char *text, size_t len)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    uint64_t digits = 0;
    size_t i = 0, point = len;
    for (; i < len && i < 10; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digits = digits * 10 + (uint64_t)(text[i] - '0');
        else if (text[i] == '.' && point == len)
            point = i;
        else
            break;
    }
    if (i == len && len > 0 && point < len && (point > 0 || len > 1))
        return (float)((double)digits / powers[len - point - 1]);

    char copy[LONGEST + 1], *end;
    while (len && isspace((unsigned char)*text))
        text++, len--;
    while (len && (isspace((unsigned char)text[len - 1]) || text[len - 1] == 's'))
        len--;
    if (len == 0 || len > LONGEST || !normalise(text, len, copy))
        return NAN;
    double seconds = strtod(copy, &end);
    if (end == copy || *end != '\0' || !(seconds >= 0) || seconds > FLT_MAX)
        return NAN;
    if (seconds > most_seconds && !strpbrk(copy, ".eE"))
        seconds /= 1e9;
    return (float)seconds;
}

float numbers_nanoseconds(const char *text, size_t len)
{
    double count = 0;
    if (len == 0 || len > LONGEST)
        return NAN;
    for (size_t i = 0; i < len; i++) {
        if (!isdigit((unsigned char)text[i]))
            return numbers_seconds(text, len);
        count = count * 10 + (text[i] - '0');
    }
    return (float)(count / 1e9);
}

int32_t numbers_count(const char *text, size_t len)
{
    int64_t value = 0;
    if (len == 0 || len > 10)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (!isdigit((unsigned char)text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value > INT32_MAX ? -1 : (int32_t)value;
}

/* "Sat, 21 Nov 2026 01:23:06 GMT", the day of the week may be absent. */
static bool rfc1123(const char *text, char out[LONGEST + 1])
{
    const char *comma = strchr(text, ',');
    struct tm tm = {0};
    if (!strptime(comma ? comma + 1 : text, " %d %b %Y %H:%M:%S", &tm))
        return false;
    return strftime(out, LONGEST + 1, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0;
}

bool numbers_time(const char *text, size_t len, int64_t *microseconds)
{
    enum { YEARS_TO_1990 = 20, DAYS = 365, SECONDS = 86400, MICROSECONDS = 1000000 };
    char copy[LONGEST + 1], other[LONGEST + 1];
    int64_t time;
    if (len == 0 || len > LONGEST)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    char *zone = strstr(copy, "GMT");
    if (zone && isdigit((unsigned char)copy[0]) && copy[4 < len ? 4 : 0] == '-')
        memmove(zone, zone + 3, strlen(zone + 3) + 1); /* "...GMT-08:00", "...GMTZ" */
    if (!clock_parse(copy, &time) && !(rfc1123(copy, other) && clock_parse(other, &time)))
        return false;
    if (time < (int64_t)YEARS_TO_1990 * DAYS * SECONDS * MICROSECONDS)
        return false;
    *microseconds = time;
    return true;
}

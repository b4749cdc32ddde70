#include "common/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MICROSECONDS = 1000000 };

int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

double clock_monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The last second that was formatted is kept: lines of a log come many a second, and gmtime_r()
 * has threads wait for each other. */
static size_t format_second(time_t second, char text[CLOCK_TEXT_SIZE])
{
    static _Thread_local char last[CLOCK_TEXT_SIZE];
    static _Thread_local time_t last_second;
    static _Thread_local size_t len;
    if (len == 0 || second != last_second) {
        struct tm tm;
        gmtime_r(&second, &tm);
        int year = snprintf(last, sizeof last, "%04d", tm.tm_year + 1900);
        len = year > 0 ? (size_t)year : 0;
        len += strftime(last + len, sizeof last - len, "-%m-%dT%H:%M:%S", &tm);
        last_second = second;
    }
    memcpy(text, last, len + 1);
    return len;
}

void clock_format(int64_t microseconds, char text[CLOCK_TEXT_SIZE])
{
    int64_t fraction = microseconds % MICROSECONDS;
    if (fraction < 0)
        fraction += MICROSECONDS;
    time_t seconds = (time_t)((microseconds - fraction) / MICROSECONDS);
    size_t len = format_second(seconds, text);
    if (fraction)
        snprintf(text + len, CLOCK_TEXT_SIZE - len, ".%06dZ", (int)fraction);
    else
        snprintf(text + len, CLOCK_TEXT_SIZE - len, "Z");
}

/* Reads exactly @digits digits at *@at into @value and steps over them. */
static bool number(const char **at, int digits, int *value)
{
    *value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool literal(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

static bool date_part(const char **at, struct tm *tm)
{
    if (!number(at, 4, &tm->tm_year) || !literal(at, '-') || !number(at, 2, &tm->tm_mon) ||
        !literal(at, '-') || !number(at, 2, &tm->tm_mday))
        return false;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = tm->tm_year, month = tm->tm_mon;
    if (year < 1 || month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int last = days[month - 1] + (month == 2 && leap);
    tm->tm_year -= 1900;
    tm->tm_mon -= 1;
    return tm->tm_mday >= 1 && tm->tm_mday <= last;
}

/* hh:mm[:ss[.fraction]], fraction of any length, kept to the microsecond. */
static bool time_part(const char **at, struct tm *tm, int64_t *fraction)
{
    if (!number(at, 2, &tm->tm_hour) || !literal(at, ':') || !number(at, 2, &tm->tm_min))
        return false;
    if (literal(at, ':') && !number(at, 2, &tm->tm_sec))
        return false;
    if (literal(at, '.')) {
        int64_t unit = MICROSECONDS / 10;
        if (!isdigit((unsigned char)**at))
            return false;
        for (; isdigit((unsigned char)**at); (*at)++, unit /= 10)
            *fraction += unit * (**at - '0');
    }
    return tm->tm_hour <= 23 && tm->tm_min <= 59 && tm->tm_sec <= 60;
}

static bool zone_part(const char **at, int *offset_minutes)
{
    *offset_minutes = 0;
    if (**at == '\0' || literal(at, 'Z') || literal(at, 'z'))
        return true;
    int sign = **at == '-' ? -1 : 1, hours, minutes;
    if (**at != '+' && **at != '-')
        return false;
    (*at)++;
    if (!number(at, 2, &hours))
        return false;
    bool colon = literal(at, ':');
    minutes = 0; /* +01 alone is good ISO 8601, and how PostgreSQL writes it */
    if ((colon || **at) && !number(at, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *offset_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool clock_parse(const char *text, int64_t *microseconds)
{
    struct tm tm = {0};
    int64_t fraction = 0;
    int offset = 0;
    const char *at = text;
    if (!date_part(&at, &tm))
        return false;
    if (literal(&at, 'T') || literal(&at, 't') || literal(&at, ' ')) {
        if (!time_part(&at, &tm, &fraction) || !zone_part(&at, &offset))
            return false;
    }
    if (*at != '\0')
        return false;
    int64_t seconds = (int64_t)timegm(&tm) - (int64_t)offset * 60;
    *microseconds = seconds * MICROSECONDS + fraction;
    return true;
}

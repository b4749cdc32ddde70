#include "common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/text.h"

static enum log_level lowest = LOG_INFO;
static const char *const names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level level)
{
    lowest = level;
}

bool log_wants(enum log_level level)
{
    return level >= lowest;
}

/* A bare word stays bare; anything else is quoted, with control characters escaped. */
static void add_value(struct text *line, const char *value)
{
    bool bare = *value != '\0';
    for (const char *p = value; *p && bare; p++)
        bare = *p > ' ' && *p != '"' && *p != '=' && *p != 0x7F;
    if (bare) {
        text_puts(line, value);
        return;
    }
    text_putc(line, '"');
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            text_printf(line, "\\%c", *p);
        else if (*p == '\n')
            text_puts(line, "\\n");
        else if ((unsigned char)*p < ' ' || *p == 0x7F)
            text_printf(line, "\\x%02x", (unsigned)(unsigned char)*p);
        else
            text_putc(line, *p);
    }
    text_putc(line, '"');
}

/* One write a line, so that lines of several threads do not mix; not by stderr, whose lock they
 * would wait for. */
static void write_line(const char *at, size_t left)
{
    while (left > 0) {
        ssize_t written = write(STDERR_FILENO, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        at += written;
        left -= (size_t)written;
    }
}

void log_event(enum log_level level, const char *event, ...)
{
    if (level < lowest)
        return;
    auto_text struct text line = {0};
    char now[CLOCK_TEXT_SIZE];
    clock_format(clock_now(), now);
    text_puts(&line, "time=");
    text_puts(&line, now);
    text_puts(&line, " level=");
    text_puts(&line, names[level]);
    text_puts(&line, " event=");
    add_value(&line, event);

    va_list args;
    va_start(args, event);
    const char *key;
    while ((key = va_arg(args, const char *))) {
        const char *value = va_arg(args, const char *);
        if (!value)
            continue;
        text_putc(&line, ' ');
        text_puts(&line, key);
        text_putc(&line, '=');
        add_value(&line, value);
    }
    va_end(args);
    text_putc(&line, '\n');
    if (!line.failed)
        write_line(line.data, line.len);
}

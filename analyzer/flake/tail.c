#include "analyzer/flake/tail.h"

#include <string.h>

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
enum { MOST = sizeof digits - 2 };

static char digit(int count)
{
    return digits[count < MOST ? count : MOST];
}

static int value(char letter)
{
    const char *at = letter ? strchr(digits, letter) : NULL;
    return at ? (int)(at - digits) : 0;
}

void tail_write(const struct cell *cells, size_t count, char *passes, char *fails)
{
    for (size_t i = 0; i < count; i++) {
        passes[i] = digit(cells[i].passes);
        fails[i] = digit(cells[i].fails);
    }
    passes[count] = fails[count] = '\0';
}

size_t tail_read(const char *passes, const char *fails, struct cell cells[TAIL_MAX])
{
    size_t count = 0;
    for (; count < TAIL_MAX && passes[count] && fails[count]; count++)
        cells[count] = (struct cell){.passes = value(passes[count]), .fails = value(fails[count])};
    return count;
}

void tail_letters(const struct cell *cells, size_t count, char letters[TAIL_MAX + 1])
{
    size_t ran = 0;
    for (size_t i = 0; i < count && ran < TAIL_MAX; i++)
        if (cell_ran(&cells[i]))
            letters[ran++] = cell_failed_always(&cells[i]) ? 'f' : cells[i].fails ? 'm' : 'p';
    letters[ran] = '\0';
}

#include "cli/ingest_print.h"

#include <stdio.h>

#include "api/answer.h"

void ingest_print(const json_t *answer, bool replayed)
{
    auto_text struct text words = {0};
    answer_plain(answer, replayed, NULL, &words);
    if (text_get(&words))
        fputs(text_get(&words), stdout);
    else if (json_dumpf(answer, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15)) == 0)
        putchar('\n');
}

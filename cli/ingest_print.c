#include "cli/ingest_print.h"

#include <jansson.h>
#include <stdio.h>

#include "api/answer.h"

void ingest_print(const char *body, bool replayed)
{
    json_t *answer = json_loads(body, 0, NULL);
    auto_text struct text words = {0};
    if (answer)
        answer_plain(answer, replayed, NULL, &words);
    json_decref(answer);
    if (answer && text_get(&words))
        fputs(text_get(&words), stdout);
    else
        puts(body);
}

#include "ingest/usual.h"

#include <stdlib.h>

static void add(struct usual *usual, int64_t list_id)
{
    size_t at = 0;
    while (at < usual->count && usual->lists[at].list_id != list_id)
        at++;
    if (at == usual->count)
        usual->lists[usual->count++] = (struct usual_list){.list_id = list_id};
    usual->lists[at].runs++;
}

void usual_read(const struct rows *rows, int column, struct usual *usual)
{
    *usual = (struct usual){.count = 0};
    const char *at = rows_text(rows, 0, column);
    for (int runs = 0; runs < USUAL_RUNS && at[0] && at[1] && at[1] != '}'; runs++) {
        char *end;
        long long list_id = strtoll(at + 1, &end, 10);
        if (list_id != 0)
            add(usual, llabs(list_id));
        if (list_id <= 0)
            break;
        at = end;
    }
}

int64_t usual_runs(const struct usual *usual)
{
    int64_t runs = 0;
    for (size_t i = 0; i < usual->count; i++)
        runs += usual->lists[i].runs;
    return runs;
}

int64_t usual_runs_of(const struct usual *usual, int64_t list_id)
{
    for (size_t i = 0; i < usual->count; i++)
        if (usual->lists[i].list_id == list_id)
            return usual->lists[i].runs;
    return 0;
}

#include "analyzer/escape/vocabulary.h"

#include <jansson.h>
#include <string.h>

#include "common/text.h"

enum err_code vocabulary_check(struct db *db, const char *vocabulary, const char *field,
                               const char *word, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    auto_text struct text words = {0};
    size_t i;
    const json_t *entry;
    bool found = !word;
    if (found)
        return ERR_OK;
    try_(db_run(db, QUERY_VOCABULARY, NULL, &rows, err));
    json_t *all = json_loads(rows_text(rows, 0, 0), 0, NULL);
    if (!all)
        return err_nomem(err);
    json_array_foreach(json_object_get(all, vocabulary), i, entry)
    {
        const char *value = json_string_value(json_object_get(entry, "value"));
        found = found || strcmp(value, word) == 0;
        text_printf(&words, "%s%s", i ? ", " : "", value);
    }
    json_decref(all);
    return found ? ERR_OK
                 : err_set(err, ERR_INVALID, "field \"%s\": one of %s", field, text_get(&words));
}

/* Any bytes as comma-separated values: what is read, written again, is read the same; and every
 * record that is none says why. */
#include <stdlib.h>
#include <string.h>

#include "common/csv.h"
#include "tests/fuzz/target.h"

static void must(bool so)
{
    if (!so)
        abort();
}

static void write_cell(struct text *out, const char *cell)
{
    text_putc(out, '"');
    for (; *cell; cell++) {
        if (*cell == '"')
            text_putc(out, '"');
        text_putc(out, *cell);
    }
    text_putc(out, '"');
}

/* Reads @bytes and writes the whole records again; the number of records. */
static size_t read_all(const char *bytes, size_t len, struct text *out)
{
    struct csv csv;
    struct csv_record record;
    struct err err = {0};
    size_t records = 0, number = 0, line = 0;
    bool more = true;
    csv_open(&csv, bytes, len);
    while (more) {
        must(csv_next(&csv, &record, &more, &err) == ERR_OK);
        if (!more)
            break;
        must(record.number > number && record.line > line);
        must(record.count > 0 && record.count <= CSV_CELLS_MAX);
        must(!record.fault || record.fault_cell < record.count);
        number = record.number;
        line = record.line;
        records++;
        for (size_t i = 0; !record.fault && i < record.count; i++) {
            if (i)
                text_putc(out, csv.separator);
            write_cell(out, csv_cell(&csv, i));
        }
        if (!record.fault)
            text_putc(out, '\n');
    }
    must(csv.at == csv.end);
    csv_close(&csv);
    return records;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_text struct text once = {0}, twice = {0}, begun = {0};
    /* a separator of its own choice may follow from the first record: it is fixed by a first line
     */
    text_puts(&begun, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n");
    size_t head = begun.len;
    text_append(&begun, (const char *)data, size);
    auto_text struct text free_choice = {0};
    read_all((const char *)data, size, &free_choice);
    must(read_all(text_get(&begun), begun.len, &once) <= size + 1);
    must(once.len >= head && !once.failed);
    read_all(text_get(&once), once.len, &twice);
    must(once.len == twice.len && memcmp(text_get(&once), text_get(&twice), once.len) == 0);
    return 0;
}

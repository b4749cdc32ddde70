#include "ingest/reader_names.h"

#include <ctype.h>
#include <string.h>

#include "common/text.h"
#include "ingest/numbers.h"

enum err_code reader_file(struct reader *reader, struct slice path, const char **file,
                          struct err *err)
{
    while (path.len > 2 && memcmp(path.at, "./", 2) == 0) {
        path.at += 2;
        path.len -= 2;
    }
    if (!path.len)
        return ERR_OK;
    const char *copy = reader_name(reader, path, &reader->last_file);
    if (!copy)
        return err_nomem(err);
    *file = copy;
    return ERR_OK;
}

/* Takes the line off "cart_test.exs:7"; 0 where there is none. */
static int32_t take_line(struct slice *place)
{
    size_t digits = 0;
    while (digits < place->len && isdigit((unsigned char)place->at[place->len - 1 - digits]))
        digits++;
    if (!digits || digits == place->len || place->at[place->len - 1 - digits] != ':')
        return 0;
    int32_t line = numbers_count(place->at + place->len - digits, digits);
    place->len -= digits + 1;
    return line < 0 ? 0 : line;
}

enum err_code case_place(struct reader *reader, struct report_case *row,
                         const struct attributes *attributes, struct err *err)
{
    if (has(attributes, ATTRIBUTE_FILE)) {
        struct slice file = attributes->values[ATTRIBUTE_FILE];
        row->line = take_line(&file);
        const char *title = memmem(file.at, file.len, "::", 2); /* Pest: "PATH::it is wrapped" */
        if (title)
            file.len = (size_t)(title - file.at);
        try_(reader_file(reader, file, &row->file, err));
    } else if (reader_flags(reader) & DIALECT_CLASS_IS_FILE && *row->classname) {
        row->file = row->classname + (text_starts(row->classname, "./") ? 2 : 0);
    } else {
        const struct frame *frame = &reader->frames[reader->frame_count - 1];
        row->file = !frame->file && reader_flags(reader) & DIALECT_SUITE_FILE ? reader->suite_file
                                                                              : frame->file;
    }
    if (has(attributes, ATTRIBUTE_LINE)) {
        struct slice text = attributes->values[ATTRIBUTE_LINE];
        int32_t line = numbers_count(text.at, text.len);
        if (line > 0)
            row->line = line;
    }
    return ERR_OK;
}

/* bats: once a test was tried again, it and all after it are called "begin 6 NAME", with the
 * number they have. A try of the test before has its number. */
static struct slice without_begin(struct reader *reader, struct report_case *row, struct slice name)
{
    static const char word[] = "begin ";
    size_t used = sizeof word - 1, digits = 0;
    int32_t next = ++reader->tap_number;
    if (name.len <= used || memcmp(name.at, word, used) != 0)
        return name;
    while (used + digits < name.len && isdigit((unsigned char)name.at[used + digits]))
        digits++;
    int32_t number = numbers_count(name.at + used, digits);
    if (used + digits >= name.len || name.at[used + digits] != ' ' ||
        (number != next && number != next - 1))
        return name;
    reader->tap_number = number;
    row->try_number = number != next ? 2 : 0;
    used += digits + 1;
    return (struct slice){name.at + used, name.len - used};
}

/* TestCafe: a test that passed at a later try has a longer name. */
static struct slice without_unstable(struct reader *reader, struct slice name)
{
    static const char mark[] = " (unstable)";
    size_t len = sizeof mark - 1;
    reader->unstable = name.len > len && memcmp(name.at + name.len - len, mark, len) == 0;
    return reader->unstable ? (struct slice){name.at, name.len - len} : name;
}

enum err_code case_names(struct reader *reader, struct report_case *row,
                         const struct attributes *attributes, struct err *err)
{
    enum attribute class =
        has(attributes, ATTRIBUTE_CLASSNAME) ? ATTRIBUTE_CLASSNAME : ATTRIBUTE_CLASS;
    row->classname = row->name = "";
    if (has(attributes, class)) {
        struct slice name = attributes->values[class];
        if (reader_flags(reader) & DIALECT_LINE_IN_CLASS) /* else an edit would make a new test */
            row->line = take_line(&name);
        row->classname = reader_name(reader, name, &reader->last_class);
    }
    if (has(attributes, ATTRIBUTE_NAME)) {
        /* Where both say the same, as with jest-junit, one copy does. */
        const char *last = row->classname ? row->classname : "";
        struct slice name = attributes->values[ATTRIBUTE_NAME];
        if (reader_flags(reader) & DIALECT_BEGIN_NAMES)
            name = without_begin(reader, row, name);
        if (reader_flags(reader) & DIALECT_UNSTABLE)
            name = without_unstable(reader, name);
        row->name = reader_name(reader, name, &last);
    }
    return row->classname && row->name ? ERR_OK : err_nomem(err);
}

/* Marks of another try: the number itself means little, but two rows of a test differ in it. */
void case_try(struct report_case *row, const struct attributes *attributes)
{
    enum attribute which =
        has(attributes, ATTRIBUTE_ATTEMPT) ? ATTRIBUTE_ATTEMPT : ATTRIBUTE_RETRIES;
    int32_t number = numbers_count(attributes->values[which].at, attributes->values[which].len);
    if (number >= 0 && number < UINT16_MAX)
        row->try_number = (uint16_t)(number + 1);
}

/* Xcode's name of a repetition: "First Run", "Retry 1", "Repetition 2 of 5". */
void case_property(struct reader *reader, const char *name, const struct attributes *attributes)
{
    char value[DIALECT_MARK_SIZE];
    if (strcmp(name, "repetition") != 0)
        return;
    reader_set_mark(value, attributes, ATTRIBUTE_VALUE);
    const char *number = strchr(value, ' ');
    size_t digits = number ? strspn(number + 1, "0123456789") : 0;
    int32_t count = digits ? numbers_count(number + 1, digits) : -1;
    if (strcmp(value, "First Run") == 0)
        reader->open.row->try_number = 1;
    else if (count >= 0 && count < UINT16_MAX - 1 && text_starts(value, "Retry "))
        reader->open.row->try_number = (uint16_t)(count + 1);
    else if (count >= 0 && count < UINT16_MAX && text_starts(value, "Repetition "))
        reader->open.row->try_number = (uint16_t)count;
}

/* What the case ran on. */
enum err_code case_variant(struct reader *reader, struct report_case *row, struct err *err)
{
    const struct frame *frame = &reader->frames[reader->frame_count - 1];
    row->variant = reader_flags(reader) & DIALECT_HOST_IS_VARIANT ? frame->host : "";
    if (!(reader_flags(reader) & DIALECT_SUITE_IS_BROWSER))
        return ERR_OK;
    if (reader->browser_suite != frame->path) {
        reader->browser_suite = frame->path;
        const char *title = strstr(frame->path, ": "); /* "TestCafe Tests: Chrome 156.0" */
        title = title ? title + 2 : frame->path;
        struct slice name = {title, strcspn(title, "0123456789")};
        reader->browser = reader_name(reader, name, NULL);
        if (!reader->browser)
            return err_nomem(err);
    }
    row->variant = reader->browser;
    return ERR_OK;
}

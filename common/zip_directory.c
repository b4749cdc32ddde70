#include "common/zip_directory.h"

#include <sys/stat.h>

static const uint32_t record_mark = 0x504B0102, end_mark = 0x504B0506;

enum { END_LEN = 22, END_COMMENT_LEN = 20 };
enum { MADE_BY = 5, NAME_LEN = 28, EXTRA_LEN = 30, COMMENT_LEN = 32, MODE = 40, UNIX = 3 };

static size_t number_at(const unsigned char *head, int place)
{
    return (size_t)head[place] | (size_t)head[place + 1] << 8;
}

static void end_record(struct zip_directory *directory)
{
    const unsigned char *head = directory->head;
    directory->records++;
    if (head[MADE_BY] == UNIX && S_ISLNK(number_at(head, MODE)) && text_get(&directory->name))
        directory->link(directory->context, text_get(&directory->name));
}

static void take_head(struct zip_directory *directory, unsigned char byte)
{
    directory->head[directory->head_len++] = byte;
    if (directory->head_len < sizeof directory->head)
        return;
    directory->head_len = 0;
    directory->window = 0;
    directory->name_left = number_at(directory->head, NAME_LEN);
    directory->rest_left =
        number_at(directory->head, EXTRA_LEN) + number_at(directory->head, COMMENT_LEN);
    text_clear(&directory->name);
    if (directory->name_left == 0)
        end_record(directory);
}

static void take_end(struct zip_directory *directory, unsigned char byte)
{
    if (directory->end_len == END_LEN)
        directory->rest_left--;
    else
        directory->head[directory->end_len++] = byte;
    if (directory->end_len < END_LEN)
        return;
    if (directory->window == end_mark)
        directory->rest_left = number_at(directory->head, END_COMMENT_LEN);
    directory->window = 0;
    directory->whole = directory->rest_left == 0;
}

static void take_byte(struct zip_directory *directory, unsigned char byte)
{
    if (directory->end_len > 0) {
        take_end(directory, byte);
    } else if (directory->head_len > 0) {
        take_head(directory, byte);
    } else if (directory->name_left > 0) {
        text_putc(&directory->name, (char)byte);
        if (--directory->name_left == 0)
            end_record(directory);
    } else if (directory->rest_left > 0) {
        directory->rest_left--;
    } else {
        directory->window = directory->window << 8 | byte;
        if (directory->window == end_mark)
            directory->end_len = sizeof directory->window;
        if (directory->window == record_mark)
            directory->head_len = sizeof directory->window;
    }
}

void zip_directory_feed(struct zip_directory *directory, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && !directory->whole; i++)
        take_byte(directory, (unsigned char)bytes[i]);
}

void zip_directory_free(struct zip_directory *directory)
{
    text_free(&directory->name);
}

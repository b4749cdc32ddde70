/* The directory at the end of a zip, which says what the zip holds: it tells whether all of it was
 * found, and which files are links. */
#ifndef COMMON_ZIP_DIRECTORY_H
#define COMMON_ZIP_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/text.h"

/* Is told the name of a symbolic link. */
typedef void zip_directory_link(void *context, const char *name);

struct zip_directory {
    zip_directory_link *link;
    void *context;
    size_t records;
    bool whole;      /* its end was seen */
    uint32_t window; /* the last four bytes outside of records */
    unsigned char head[46];
    size_t head_len, name_left, rest_left; /* of the record that is read */
    size_t end_len;                        /* of what ends the directory */
    struct text name;
};

/* Takes the bytes that follow the last file, in pieces of any size. */
void zip_directory_feed(struct zip_directory *directory, const char *bytes, size_t len);
void zip_directory_free(struct zip_directory *directory);

#endif

/* Archives made in memory. */
#ifndef TESTS_UNIT_PACK_H
#define TESTS_UNIT_PACK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#define SUITE(name, cases) "<testsuite name='" name "'>" cases "</testsuite>"
#define CASE(name) "<testcase classname='c' name='" name "'/>"
#define FAILED(name) "<testcase classname='c' name='" name "'><failure message='m'/></testcase>"

struct file {
    const char *path, *content;
    unsigned type; /* AE_IFLNK, ...; 0: a file */
};

enum { ROOM = 4 << 20 };

struct packed {
    char *bytes;
    size_t len;
};

typedef int packing(struct archive *archive);

static inline struct packed pack(packing *format, packing *filter, const struct file *files)
{
    struct packed packed = {malloc(ROOM), 0};
    assert_non_null(packed.bytes);
    struct archive *archive = archive_write_new();
    assert_int_equal(format(archive), ARCHIVE_OK);
    if (filter)
        assert_int_equal(filter(archive), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(archive, 1);
    assert_int_equal(archive_write_open_memory(archive, packed.bytes, ROOM, &packed.len),
                     ARCHIVE_OK);
    for (; files->path; files++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, files->path);
        archive_entry_set_filetype(entry, files->type ? files->type : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        if (files->type == AE_IFLNK)
            archive_entry_set_symlink(entry, files->content);
        else
            archive_entry_set_size(entry, (la_int64_t)strlen(files->content));
        assert_true(archive_write_header(archive, entry) >= ARCHIVE_WARN);
        if (!files->type)
            archive_write_data(archive, files->content, strlen(files->content));
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return packed;
}

static inline struct packed pack_tar(const struct file *files)
{
    return pack(archive_write_set_format_ustar, NULL, files);
}

static inline struct packed pack_zip(const struct file *files)
{
    return pack(archive_write_set_format_zip, NULL, files);
}

static const struct file two[] = {{"b.xml", SUITE("s", CASE("b") FAILED("c")), 0},
                                  {"a.xml", SUITE("s", CASE("a")), 0},
                                  {NULL, NULL, 0}};
static const char two_told[] = "a.xml b.xml a:p:0 b:p:1 c:f:1 ";

#endif

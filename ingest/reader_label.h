/* Properties that say whose a case is and where it stands: "owner", "layer", "population", each
 * also as "test.layer" and, above all others, "escapement.layer". The value is an attribute or
 * text. What a suite says holds for the cases and suites that follow in it, until they say
 * otherwise. */
#ifndef INGEST_READER_LABEL_H
#define INGEST_READER_LABEL_H

#include "ingest/label_words.h"
#include "ingest/report.h"

struct label_set {
    struct labels labels;
    unsigned char ranks[LABEL__MAX]; /* of the names that they were given by; 0: not here */
};

/* The <property> that is open, when it is of a label. */
struct open_property {
    size_t depth; /* 0: none */
    enum label label;
    unsigned char rank;
    bool told; /* by its attribute */
    int64_t line;
};

/* Of a reader. */
struct label_reading {
    struct open_property property;
    struct label_set set; /* of the open case */
    bool told, warned;    /* there is one of it; a warning was given */
};

struct reader;
struct attributes;

/* Events of <property>, wherever it stands; the text between goes to reader->details. */
enum err_code property_start(struct reader *reader, const struct attributes *attributes,
                             int64_t line, struct err *err) must_check;
enum err_code property_end(struct reader *reader, struct err *err) must_check;

/* Keeps what is said of the case that ends, if anything is. */
enum err_code labels_of_case(struct reader *reader, struct err *err) must_check;

#endif

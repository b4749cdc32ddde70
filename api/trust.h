/* Trusts: whose ID tokens a project takes for uploads; added and ended with an audit row. */
#ifndef API_TRUST_H
#define API_TRUST_H

#include <jansson.h>

#include "common/db.h"

struct trust {
    int32_t project_id;
    const char *actor;
    int64_t now;
    /* of a new one; kind: NULL where the issuer tells it */
    const char *issuer, *kind, *audience, *repository;
    int64_t trust_id; /* of one that is to end */
    json_t *packed;   /* out: as it stands, or stood; the caller's */
};

/* Row @row of trust_list.sql. */
json_t *trust_pack(const struct rows *rows, size_t row);

/* ERR_INVALID names the field that does not fit; ERR_CONFLICT: it is there already, or there are
 * as many as there may be. */
enum err_code trust_add(struct db *db, struct trust *trust, struct err *err) must_check;

/* ERR_NOT_FOUND: the project has no such trust. */
enum err_code trust_end(struct db *db, struct trust *trust, struct err *err) must_check;

#endif

/* The lookup of a request: who calls, by a token of ours or by an ID token, and which project. */
#ifndef API_LOOKUP_H
#define API_LOOKUP_H

#include "api/auth.h"
#include "api/request_internal.h"

/* What is to be known about @request. */
struct auth_question lookup_question(const struct request *request);

/* The part that needs the database. Fills @request->err when it fails. */
enum err_code lookup_find(struct request *request, struct auth_memory *memory,
                          struct db *db) must_check;

/* The part after it, which may wait for the issuer of an ID token. The same. */
enum err_code lookup_verify(struct request *request, struct auth_memory *memory) must_check;

#endif

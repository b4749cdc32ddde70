/* What commands that work on a project's data begin with: the database, the project, the test. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "common/db.h"

/* Connects to the database that commands work with. */
enum err_code session_open(struct db **db, struct err *err) must_check;

/* The project called @name. With @make a missing one is made, and said so on standard error: who
 * can reach the database may. Else its tests are ready to be read. ERR_INVALID: no name, or one
 * that can't be; ERR_NOT_FOUND. */
enum err_code session_project(struct db *db, const char *name, bool make, int32_t *project_id,
                              struct err *err) must_check;

/* The test that @words mean: its number, or its name, alone or behind its class ("Class.name",
 * "Class::name", "Class › name"). ERR_NOT_FOUND; ERR_CONFLICT when several fit, and lists them. */
enum err_code session_test(struct db *db, int32_t project_id, const char *words, int32_t *test_id,
                           struct err *err) must_check;

/* Reads a date or time ("2026-12-01", RFC 3339) or a number of days from now ("30d"). */
enum err_code session_when(const char *words, int64_t now, int64_t *when,
                           struct err *err) must_check;

#endif

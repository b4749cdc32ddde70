/* Programs that we start: run to their end, or left running on their own. */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

#include <sys/types.h>

#include "common/err.h"
#include "common/text.h"

/* Runs the program @argv[0] (a path; the list ends in NULL) to its end with nothing to read.
 * What it writes, of both kinds, is appended to @output. ERR_OK when it ended with 0;
 * ERR_UNAVAILABLE with its own words when not; ERR_NOT_FOUND when it cannot be run. */
enum err_code process_run(const char *const *argv, struct text *output, struct err *err) must_check;

/* Starts @argv[0] in @folder, in a session of its own, writing to @log; it inherits no other file.
 * The caller waits for *@pid or leaves it to init. */
enum err_code process_start(const char *const *argv, const char *folder, int log, pid_t *pid,
                            struct err *err) must_check;

/* The words of the failure in what a program wrote: the line that says that the disk is full, or
 * else from the first "FATAL: ", "PANIC: ", "ERROR: " or "error: " to the end of its line, because
 * what follows a failure is mostly its consequence; or else the last line. Points into @output,
 * *@len bytes. */
const char *process_complaint(const char *output, size_t *len);

/* Sleeps between two looks at a condition. */
void process_nap(void);

#endif

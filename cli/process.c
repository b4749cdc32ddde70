#include "cli/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/auto.h"

extern char **environ;

enum { EXIT_NOT_RUN = 127 };

void process_nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
}

/* The earliest of @marks in @output; NULL: none. */
static const char *first_of(const char *output, const char *const *marks)
{
    const char *first = NULL;
    for (; *marks; marks++) {
        const char *found = strstr(output, *marks);
        if (found && (!first || found < first))
            first = found;
    }
    return first;
}

const char *process_complaint(const char *output, size_t *len)
{
    static const char *const marks[] = {"FATAL: ", "PANIC: ", "ERROR: ", "error: ", NULL};
    const char *found = strstr(output, "No space left on device");
    const char *from = output, *last = output;
    for (const char *line = output; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (*line != '\n')
            last = line;
        if (found && line <= found)
            from = line; /* of the line that says so */
    }
    const char *complaint = first_of(from, marks);
    if (found && (!complaint || complaint > found))
        complaint = from;
    if (!complaint)
        complaint = last;
    *len = strcspn(complaint, "\n");
    return complaint;
}

/* PostgreSQL's programs listen to PG* variables, and speak the language of the environment; they
 * shall do neither. */
static void clean_environment(void)
{
    for (size_t i = 0; environ && environ[i];) {
        char *equals = strchr(environ[i], '=');
        auto_free char *name = equals ? strndup(environ[i], (size_t)(equals - environ[i])) : NULL;
        if (name && text_starts(name, "PG") && unsetenv(name) == 0)
            continue;
        i++;
    }
    unsetenv("LANGUAGE");
    setenv("LC_ALL", "C.UTF-8", 1);
}

/* In the child: becomes @argv, with @output for both kinds of output. Does not return. */
static void become(const char *const *argv, int output)
{
    union {
        const char *const *ours;
        char *const *theirs; /* what execv was declared with; it changes nothing */
    } arguments = {argv};
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
        _exit(EXIT_NOT_RUN);
    close_range(3, ~0U, 0);
    clean_environment();
    execv(argv[0], arguments.theirs);
    _exit(EXIT_NOT_RUN);
}

static enum err_code read_all(int fd, struct text *output, struct err *err)
{
    char buffer[4096];
    for (;;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got > 0)
            text_append(output, buffer, (size_t)got);
        else if (got == 0)
            return output->failed ? err_nomem(err) : ERR_OK;
        else if (errno != EINTR)
            return err_set(err, ERR_INTERNAL, "cannot read from a program: %s", strerror(errno));
    }
}

static enum err_code judge(const char *program, int status, const struct text *output,
                           struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return ERR_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NOT_RUN)
        return err_set(err, ERR_NOT_FOUND, "%s cannot be run", program);
    size_t len;
    const char *words = process_complaint(output->data ? output->data : "", &len);
    return err_set(err, ERR_UNAVAILABLE, "%s: %.*s", program, (int)len, words);
}

enum err_code process_run(const char *const *argv, struct text *output, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_set(err, ERR_INTERNAL, "no pipe to a program: %s", strerror(errno));
    auto_fd int from = ends[0];
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* without us its work has no use */
        become(argv, ends[1]);
    }
    close(ends[1]);
    if (pid < 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot start %s: %s", argv[0], strerror(errno));
    enum err_code code = read_all(from, output, err);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return err_set(err, ERR_INTERNAL, "lost %s: %s", argv[0], strerror(errno));
    return code == ERR_OK ? judge(argv[0], status, output, err) : code;
}

enum err_code process_start(const char *const *argv, const char *folder, int log, pid_t *pid,
                            struct err *err)
{
    pid_t child = fork();
    if (child == 0) {
        setsid();
        if (chdir(folder) == 0)
            become(argv, log);
        _exit(EXIT_NOT_RUN);
    }
    if (child < 0)
        return err_set(err, ERR_UNAVAILABLE, "cannot start %s: %s", argv[0], strerror(errno));
    *pid = child;
    return ERR_OK;
}

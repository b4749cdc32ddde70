/* The one program: finds the command and hands over to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/commands.h"
#include "cli/options.h"

static const struct {
    const char *name;
    command_function *function;
    const char *help;
} commands[] = {
    {"analyze", cmd_analyze, "fold what was uploaded into scores, or check them"},
    {"bulk", cmd_bulk, "put many quarantines in force, extend, mend or end them"},
    {"check-config", cmd_check_config, "print the settings in force and where they came from"},
    {"decide", cmd_decide, "decide on a quarantine: fixed, deleted, extended, or a fix to prove"},
    {"deliver", cmd_deliver, "send what is due of tickets and messages"},
    {"dev", cmd_dev, "run a private PostgreSQL for this machine"},
    {"expire", cmd_expire, "let go what is older than it is to be kept"},
    {"guard", cmd_guard, "say that a test guards against an escape"},
    {"import", cmd_import, "store bugs from a file: CSV, or JSON lines"},
    {"ingest", cmd_ingest, "store reports and print the verdict"},
    {"inspect", cmd_inspect, "show what would be stored of a report, without a database"},
    {"migrate", cmd_migrate, "bring the database up to this program"},
    {"postmortem", cmd_postmortem, "print the post-mortem of an escape"},
    {"project", cmd_project, "make, list and change projects"},
    {"quarantine", cmd_quarantine, "put a test in quarantine"},
    {"release", cmd_release, "end the quarantine of a test"},
    {"serve", cmd_serve, "run the service: API, pages, metrics"},
    {"token", cmd_token, "make, list and end tokens"},
    {"triage", cmd_triage, "the agenda of the weekly triage: open, print, close"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int print_help(FILE *to)
{
    fputs("usage: escapement COMMAND [FLAGS]\n\n"
          "Finds flaky tests in JUnit reports, quarantines them and tells CI what to do;\n"
          "follows bugs that got away until their kind is closed.\n\n"
          "commands:\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].help);
    fputs("  help COMMAND   say more about one of them\n\n"
          "With each of them:\n"
          "  --config FILE  read the settings from FILE\n"
          "  --name VALUE   put one setting in force, such as --port 8080\n"
          "  --help         say what it does\n"
          "  --version      print the version (without a command)\n\n"
          "Exit codes: 0 done; 64 called wrongly, 65 what was given cannot be used, 66 there is\n"
          "no such thing, 69 something needed does not answer, 70 to 77 it could not be done.\n"
          "A command with a code of its own says so in its --help.\n",
          to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static int unknown(const char *name)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    const char *near = options_nearest(name, names, COMMAND_COUNT);
    fprintf(stderr, "escapement: there is no command \"%s\"", name);
    if (near)
        fprintf(stderr, "; did you mean \"%s\"?\n", near);
    else
        fputs("; see escapement --help\n", stderr);
    return EX_USAGE;
}

static int run(int argc, char **argv)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[0], commands[i].name) == 0)
            return commands[i].function(argc, argv);
    return unknown(argv[0]);
}

static int print_version(void)
{
    puts("escapement " ESCAPEMENT_VERSION);
    return EX_OK;
}

/* Help must also be had while the settings are wrong: it is answered before they are read. */
static int answer_help(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    if (argc == 1)
        return print_help(stderr);
    if (strcmp(word, "--version") == 0)
        return print_version();
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return print_help(stdout);
    if (strcmp(word, "help") == 0 && argc == 2)
        return print_help(stdout);
    if (strcmp(word, "help") == 0) {
        char flag[] = "--help", *arguments[] = {argv[2], flag, NULL};
        return run(2, arguments);
    }
    return OPTIONS_DONE;
}

/* Output that did not get out (a full disk, a closed pipe) is a failure of the command. */
static int finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("escapement: cannot write the output");
        return code == EX_OK ? EX_IOERR : code;
    }
    return code;
}

int main(int argc, char **argv)
{
    if (argc < 1)
        return EX_USAGE;
    int code = answer_help(argc, argv);
    if (code == OPTIONS_DONE)
        code = options_take_settings(&argc, argv);
    if (code == OPTIONS_DONE)
        code = argc > 1 ? run(argc - 1, argv + 1) : print_help(stderr);
    return finish(code);
}

/* The commands of the one program, a file each. A command gets its own arguments (argv[0] is its
 * name; settings such as --port were taken out and are in force) and returns the exit code. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

typedef int command_function(int argc, char **argv);

command_function cmd_analyze;
command_function cmd_bulk;
command_function cmd_check_config;
command_function cmd_decide;
command_function cmd_deliver;
command_function cmd_dev;
command_function cmd_expire;
command_function cmd_guard;
command_function cmd_import;
command_function cmd_ingest;
command_function cmd_inspect;
command_function cmd_migrate;
command_function cmd_postmortem;
command_function cmd_project;
command_function cmd_quarantine;
command_function cmd_release;
command_function cmd_serve;
command_function cmd_token;
command_function cmd_triage;

#endif

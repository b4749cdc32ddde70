/* escapement check-config: what is in force, and who said so. Reaching this command means that
 * everything could be read; what could not is reported before. */
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "common/config.h"
#include "ingest/mask.h"

static const char *const source_names[] = {
    [CONFIG_DEFAULT] = "default",
    [CONFIG_FILE] = "file",
    [CONFIG_ENVIRONMENT] = "environment",
    [CONFIG_FLAG] = "flag",
};

static int64_t int_value(const struct config_setting *setting)
{
    return *(const int64_t *)(const void *)((const char *)&config + setting->offset);
}

/* The text of a setting, or a word instead when it is secret and set. */
static const char *text_value(const struct config_setting *setting)
{
    const char *text =
        *(const char *const *)(const void *)((const char *)&config + setting->offset);
    return setting->secret && *text ? "(set, not shown)" : text;
}

static json_t *pack(size_t index)
{
    const struct config_setting *setting = &config_settings[index];
    json_t *value = setting->type == CONFIG_INT ? json_integer(int_value(setting))
                                                : json_string(text_value(setting));
    return json_pack("{s:s, s:o, s:s, s:s}", "name", setting->name, "value", value, "source",
                     source_names[config_source(index)], "help", setting->help);
}

static int print_json(void)
{
    json_t *settings = json_array();
    for (size_t i = 0; i < config_setting_count; i++)
        json_array_append_new(settings, pack(i));
    return options_print_json(json_pack("{s:o}", "settings", settings));
}

int cmd_check_config(int argc, char **argv)
{
    static const struct command_help help = {
        "check-config [--json]",
        "Prints the settings in force and where each one came from. Reads the mask_file.\n"};
    bool json = false;
    const struct option_row rows[] = {
        {"json", OPTION_SWITCH, &json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 1)
        return options_misused(argv[0], "\"%s\" is too much", argv[1]);
    struct err err = {0};
    if (mask_open(config.mask_file, &err) != ERR_OK)
        return options_fail(&err);
    if (json)
        return print_json();
    for (size_t i = 0; i < config_setting_count; i++) {
        const struct config_setting *setting = &config_settings[i];
        char number[32];
        snprintf(number, sizeof number, "%" PRId64,
                 setting->type == CONFIG_INT ? int_value(setting) : 0);
        printf("%-17s = %-22s # %s; %s\n", setting->name,
               setting->type == CONFIG_INT ? number : text_value(setting),
               source_names[config_source(i)], setting->help);
    }
    return EX_OK;
}

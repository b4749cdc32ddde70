#include "ingest/test_place.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *folder, *ending;
} java_sources[] = {
    {"src/test/java/", "java"},
    {"src/test/kotlin/", "kt"},
    {"src/test/groovy/", "groovy"},
    {"src/test/scala/", "scala"},
    {"src/it/java/", "java"},
    {"src/integrationTest/java/", "java"},
    {"test/", "java"},
};

static struct text *add_path(struct test_place *at)
{
    struct text *text = &at->texts[at->place.count++];
    text_clear(text);
    return text;
}

/* The byte after @count segments of @path, or NULL. */
static const char *after_segments(const char *path, int count)
{
    for (; path && count > 0; count--) {
        path = strchr(path, '/');
        path = path ? path + 1 : NULL;
    }
    return path;
}

/* "NAME/NAME/" as GitHub's runners check out. */
static const char *after_twins(const char *path)
{
    const char *second = after_segments(path, 1), *rest = after_segments(path, 2);
    return rest && second - path == rest - second &&
                   strncmp(path, second, (size_t)(rest - second)) == 0
               ? rest
               : NULL;
}

/* What follows the folder that a CI service checks out into; NULL: it is none of those. */
static const char *after_checkout(const char *path)
{
    static const char *const twins[] = {"/home/runner/work/", "/Users/runner/work/", "/__w/"};
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (text_starts(path, twins[i]))
            return after_twins(path + strlen(twins[i]));
    if (text_starts(path, "/github/workspace/"))
        return path + strlen("/github/workspace/");
    if (isalpha((unsigned char)path[0]) && text_starts(path + 1, ":/a/"))
        return after_twins(path + 5);
    return NULL;
}

static bool climbs(const char *path)
{
    return text_starts(path, "../") || strstr(path, "/../");
}

/* A path that a report names. */
static void place_file(struct test_place *at, const char *file)
{
    if (!*file || climbs(file))
        return;
    struct text *text = add_path(at);
    text_puts(text, file);
    if (text->failed || !text->data)
        return;
    for (char *p = text->data; *p; p++)
        if (*p == '\\')
            *p = '/';
    const char *path = text->data;
    bool drive = isalpha((unsigned char)path[0]) && path[1] == ':' && path[2] == '/';
    if (*path == '/' || drive || strstr(path, "://")) {
        const char *inside = after_checkout(path);
        at->place.within = !inside;
        path = inside ? inside : path + strspn(path, "/");
    }
    while (text_starts(path, "./"))
        path += 2;
    text->len -= (size_t)(path - text->data);
    memmove(text->data, path, text->len + 1);
    if (climbs(text->data) || !text->len)
        at->place.count = 0;
}

/* "tests.unit.test_cart.TestCart": the module is the last part that is named as one. */
static void place_python(struct test_place *at, const char *classname)
{
    size_t module_end = 0;
    for (const char *part = classname; *part;) {
        size_t len = strcspn(part, ".");
        bool module = (len > 5 && strncmp(part, "test_", 5) == 0) ||
                      (len > 5 && strncmp(part + len - 5, "_test", 5) == 0);
        if (module)
            module_end = (size_t)(part - classname) + len;
        part += len + (part[len] == '.');
    }
    if (!module_end)
        return;
    struct text *text = add_path(at);
    for (size_t i = 0; i < module_end; i++)
        text_putc(text, classname[i] == '.' ? '/' : classname[i]);
    text_puts(text, ".py");
}

/* "v2", as far as @len goes. */
static bool is_major_version(const char *part, size_t len)
{
    return len > 1 && part[0] == 'v' && strspn(part + 1, "0123456789") >= len - 1;
}

static void add_go(struct test_place *at, const char *folder)
{
    struct text *text = add_path(at);
    text_printf(text, "%s%s?_test.go", folder, *folder ? "/" : "");
    at->place.no_name = true;
}

/* The host, the owner and the name of the repository come first. The "v2" behind them may be a
 * folder, or only part of the name. */
static void place_go(struct test_place *at, const char *package)
{
    if (!text_starts(package, "github.com/") && !text_starts(package, "bitbucket.org/"))
        return;
    if (!after_segments(package, 2))
        return;
    const char *folder = after_segments(package, 3);
    if (!folder)
        folder = "";
    size_t len = strcspn(folder, "/");
    add_go(at, folder);
    if (is_major_version(folder, len))
        add_go(at, folder + len + (folder[len] == '/'));
}

/* A file of one of several archives is called "ARCHIVE/PATH": the path within. */
static const char *within_archive(const char *name)
{
    static const char *const endings[] = {".zip/", ".jar/", ".tar/", ".tgz/",
                                          ".gz/",  ".zst/", ".xz/",  ".bz2/"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        for (const char *at; (at = strstr(name, endings[i]));)
            name = at + strlen(endings[i]);
    return name;
}

const char *test_place_module(const char *file_name, size_t *len)
{
    static const char *const folders[] = {"target/surefire-reports/", "target/failsafe-reports/",
                                          "build/test-results/"};
    file_name = within_archive(file_name);
    *len = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !climbs(file_name); i++) {
        const char *found = strstr(file_name, folders[i]);
        if (!found || (found > file_name && found[-1] != '/'))
            continue;
        *len = (size_t)(found - file_name);
        return file_name;
    }
    return NULL;
}

/* The length of "org.shop.CartTest" without "$Inner"; 0: it is no name of a class. */
static size_t java_class(const char *classname)
{
    size_t len = strcspn(classname, "$");
    bool starts = true;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)classname[i];
        if (byte == '.' ? starts : !(isalpha(byte) || byte == '_' || (isdigit(byte) && !starts)))
            return 0;
        starts = byte == '.';
    }
    return starts ? 0 : len;
}

static void place_java(struct test_place *at, const char *file_name, const char *classname)
{
    size_t module_len, len = java_class(classname);
    const char *module = test_place_module(file_name, &module_len);
    struct test_place folder = {.made = false};
    if (!len)
        return;
    if (module_len) { /* as a path of its own: it may be absolute */
        auto_text struct text name = {0};
        text_append(&name, module, module_len);
        if (text_get(&name))
            place_file(&folder, text_get(&name));
    }
    bool named = module_len && folder.place.count;
    /* a file that was not uploaded from the root tells nothing of what lies above it */
    at->place.within = !named || folder.place.within;
    for (size_t i = 0; i < sizeof java_sources / sizeof *java_sources; i++) {
        struct text *text = add_path(at);
        text_printf(text, "%s%s", named ? folder.texts[0].data : "", java_sources[i].folder);
        for (size_t k = 0; k < len; k++)
            text_putc(text, classname[k] == '.' ? '/' : classname[k]);
        text_printf(text, ".%s", java_sources[i].ending);
    }
    test_place_free(&folder);
}

/* "TEST-org.shop.CartTest.xml" is what every runner of Java calls the report of that class. */
static bool named_for(const char *file_name, const char *classname)
{
    const char *slash = strrchr(file_name, '/'), *base = slash ? slash + 1 : file_name;
    size_t len = strlen(classname);
    return len && text_starts(base, "TEST-") && strncmp(base + 5, classname, len) == 0 &&
           strcmp(base + 5 + len, ".xml") == 0;
}

static bool is_one_of(const char *dialect, const char *const *names)
{
    while (*names && strcmp(*names, dialect) != 0)
        names++;
    return *names != NULL;
}

static void place_hint(struct test_place *at, const struct report_file *file, const char *classname)
{
    static const char *const go[] = {"gotestsum", "go-junit-report", NULL};
    static const char *const files[] = {"vitest", "deno", "bats", "playwright", NULL};
    static const char *const java[] = {"surefire", "gradle", "testng", NULL};
    if (strcmp(file->dialect, "pytest") == 0) {
        place_python(at, classname);
    } else if (is_one_of(file->dialect, go)) {
        place_go(at, classname);
    } else if (is_one_of(file->dialect, files)) {
        place_file(at, classname);
        at->place.within |= strcmp(file->dialect, "playwright") == 0;
    } else if (is_one_of(file->dialect, java) || named_for(file->name, classname)) {
        place_java(at, file->name, classname);
    }
}

enum err_code test_place_find(struct test_place *at, const struct report *report,
                              const struct report_case *row, bool *moved, struct err *err)
{
    *moved = !at->made || at->file != row->file || at->file_index != row->file_index ||
             (!row->file && at->classname != row->classname);
    if (!*moved)
        return ERR_OK;
    at->made = true;
    at->file = row->file;
    at->classname = row->classname;
    at->file_index = row->file_index;
    at->place.count = 0;
    at->place.within = at->place.no_name = false;
    if (row->file)
        place_file(at, row->file);
    else
        place_hint(at, &report->files[row->file_index], row->classname);
    for (size_t i = 0; i < at->place.count; i++) {
        const char *path = text_get(&at->texts[i]);
        if (!path)
            return err_nomem(err);
        path_text_set(&at->place.paths[i], path, at->texts[i].len);
    }
    return ERR_OK;
}

void test_place_free(struct test_place *at)
{
    for (size_t i = 0; i < PLACE_PATHS_MAX; i++)
        text_free(&at->texts[i]);
    *at = (struct test_place){.made = false};
}

/* Runs a target on the files that are named, or on those named on standard input: a line "ok" for
 * each would say little, so it prints how many there were. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "tests/fuzz/target.h"

enum { MOST = 64 << 20 };

static int replay(const char *name)
{
    FILE *file = fopen(name, "rb");
    uint8_t *bytes = file ? malloc(MOST) : NULL;
    size_t len = bytes ? fread(bytes, 1, MOST, file) : 0;
    if (!bytes || ferror(file)) {
        perror(name);
        exit(66);
    }
    fclose(file);
    uint8_t *fitting = malloc(len + (len == 0)); /* so that a look past its end is seen */
    if (!fitting)
        abort();
    memcpy(fitting, bytes, len);
    free(bytes);
    fprintf(stderr, "%s\n", name); /* the last one named is the one that it ended with */
    LLVMFuzzerTestOneInput(fitting, len);
    free(fitting);
    return 1;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    char *line = NULL;
    size_t room = 0;
    while (argc == 1 && getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        count += replay(line);
    }
    free(line);
    printf("%d inputs\n", count);
    return 0;
}

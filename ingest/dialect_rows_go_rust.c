/* Go, Rust, and what tests what they build. */
#include <string.h>

#include "ingest/dialect_rows.h"

/* Both name the Go version; go-junit-report also gives its suites an id and a host, or, in its
 * first version, no time stamp. */
static bool has_no_host(const struct dialect_marks *marks)
{
    return !marks->suite_host[0];
}

#define FLAKE_ATTEMPTS                                                                             \
    "--flake-attempts tells of its tries in the log only; run ginkgo again on what failed with "   \
    "--junit-report=attempt-2.xml and upload both files"

const struct dialect dialect_rows_go_rust[] = {
    {.name = "gotestsum",
     .looks = LOOKS({.root = LOOK_ANY,
                     .properties = DIALECT_GO,
                     .suite_words = "timestamp !id",
                     .also = has_no_host}),
     .flags = DIALECT_REPEATS | DIALECT_SUBTESTS,
     .retries = "repeated rows"},
    {.name = "go-junit-report",
     .looks = LOOKS({.root = LOOK_ANY, .properties = DIALECT_GO, .suite_words = "id"},
                    {.root = LOOK_ANY, .properties = DIALECT_GO, .suite_words = "hostname"},
                    {.root = LOOK_ANY, .properties = DIALECT_GO, .suite_words = "!timestamp"}),
     .flags = DIALECT_SUBTESTS,
     .retries = "none",
     .retries_how = "gotestsum --rerun-fails --junitfile writes every attempt of a test"},
    {.name = "ginkgo",
     .looks = LOOKS({.root = LOOK_SUITES, .properties = DIALECT_GINKGO},
                    {.root = LOOK_SUITES,
                     .root_words = "=tests disabled errors failures time",
                     .suite_words = "package disabled skipped",
                     .case_words = "=name classname status time"}),
     .flags = PATH | HINTS,
     .retries = "hidden",
     .retries_how = FLAKE_ATTEMPTS},
    {.name = "openshift",
     .looks = LOOKS({.root = LOOK_ANY, .properties = DIALECT_OPENSHIFT},
                    {.root = LOOK_ANY, .suite_name = "openshift-tests*"}),
     .flags = PATH | DIALECT_REPEATS_MIXED | HINTS,
     .retries = "repeated rows that failed and passed"},
    {.name = "kubernetes",
     .looks = LOOKS({.root = LOOK_ANY, .suite_name = "Kubernetes e2e suite"},
                    {.root = LOOK_ANY, .classname = "Kubernetes e2e suite"},
                    {.root = LOOK_ANY, .suite_name = "k8s.io/*", .name = "*[[]*"},
                    {.root = LOOK_ANY, .classname = "kubetest"}),
     .flags = PATH | DIALECT_REPEATS_MIXED | HINTS,
     .retries = "repeated rows that failed and passed",
     .retries_how = FLAKE_ATTEMPTS},
    {.name = "container-structure-test",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=failures tests time",
                     .suite_words = "=",
                     .case_words = "=name time"}),
     .flags = PATH | DIALECT_NANOSECONDS | HINTS,
     .retries = "none"},
    {.name = "nextest",
     .looks = LOOKS({.root = LOOK_SUITES, .root_words = "uuid", .root_name = "*nextest*"}),
     .flags = HINTS,
     .retries = "children of a case"},
    {.name = "cargo2junit",
     .looks = LOOKS({.root = LOOK_SUITES, .suite_name = "cargo test #[0-9]*"}),
     .flags = HINTS,
     .retries = "none",
     .retries_how = "cargo nextest run --retries writes every attempt of a test"},
    {.name = "libtest",
     .looks = LOOKS({.root = LOOK_SUITES,
                     .root_words = "=",
                     .suite_words = "=name package id errors failures tests skipped",
                     .suite_name = "test"}),
     .retries = "none",
     .retries_how = "cargo nextest run --retries writes every attempt of a test"},
    {.name = NULL},
};

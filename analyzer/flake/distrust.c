#include "analyzer/flake/distrust.h"

static const struct {
    const char *reason, *detail;
} rows[DISTRUST__MAX] = {
    [DISTRUST_NO_TOKEN] = {"no_token",
                           "it came without a token, as from a fork; to be trusted, a job on a "
                           "protected branch shows a token of the project, or an ID token that "
                           "the project trusts"},
    [DISTRUST_PULL_REQUEST] = {"pull_request",
                               "its ID token is of a pull request, which may be anybody's work; "
                               "what runs on the protected branch once it is merged is trusted"},
    [DISTRUST_OPEN_REF] = {"unprotected_ref",
                           "its ID token is of a ref that is not protected, so anybody may push "
                           "to it; protect it in the repository's settings, or show a token of "
                           "the project"},
};

const char *distrust_reason(enum distrust distrust)
{
    return rows[distrust].reason;
}

const char *distrust_detail(enum distrust distrust)
{
    return rows[distrust].detail;
}

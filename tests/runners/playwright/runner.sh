# shellcheck shell=sh disable=SC2154
# The reporter's default hides what was tried again; ../playwright-retries asks for it.
include_retries=

needs() {
    need_command node nodejs
    need_command chromium chromium
    need_npm @playwright/test
}

version() {
    echo "@playwright/test $(npm_version @playwright/test)," \
        "$(chromium --version 2>/dev/null | cut -d ' ' -f 1,2)"
}

execute() {
    CI=true FORCE_COLOR=0 CHROMIUM=$(command -v chromium) \
        PLAYWRIGHT_JUNIT_INCLUDE_RETRIES=$include_retries \
        PLAYWRIGHT_JUNIT_OUTPUT_FILE="$out/playwright.xml" \
        node "$modules/@playwright/test/cli.js" test --retries="$retries" \
        --reporter=line,junit --output="$work/test-results"
}

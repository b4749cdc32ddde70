# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_command node nodejs
    need_npm jest jest-junit
}

version() {
    echo "jest $(npm_version jest) with jest-junit $(npm_version jest-junit)"
}

# What many projects set, and what reports only then have.
execute() {
    JEST_JUNIT_OUTPUT_FILE="$out/jest.xml" JEST_JUNIT_CLASSNAME='{classname}' \
        JEST_JUNIT_TITLE='{title}' JEST_JUNIT_ANCESTOR_SEPARATOR=' › ' \
        JEST_JUNIT_SUITE_NAME='{displayName}' JEST_JUNIT_ADD_FILE_ATTRIBUTE=true \
        JEST_JUNIT_REPORT_TEST_SUITE_ERRORS=true JEST_JUNIT_INCLUDE_CONSOLE_OUTPUT=true \
        JEST_USE_PATH_FOR_SUITE_NAME=true CI=true node "$modules/jest/bin/jest.js" \
        --ci --cacheDirectory "$scratch/cache" --reporters default --reporters jest-junit
}

# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_npm jest jest-junit
}

version() {
    echo "jest $(npm_version jest) with jest-junit $(npm_version jest-junit)"
}

# As most projects have it: jest itself runs nothing twice.
execute() {
    JEST_JUNIT_OUTPUT_FILE="$out/jest.xml" CI=true node "$modules/jest/bin/jest.js" \
        --ci --cacheDirectory "$scratch/cache" --reporters default --reporters jest-junit
}

# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_npm mocha mocha-junit-reporter
}

version() {
    echo "mocha $(npm_version mocha) with mocha-junit-reporter $(npm_version mocha-junit-reporter)"
}

# The exit code is the number of failures, as mocha has it.
execute() {
    node "$modules/mocha/bin/mocha.js" --retries "$retries" --recursive \
        --reporter mocha-junit-reporter --reporter-options "mochaFile=$out/mocha.xml" test
}

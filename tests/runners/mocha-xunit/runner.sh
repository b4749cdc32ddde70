# shellcheck shell=sh disable=SC2154,SC2034
piece=$here/mocha
modes="flaky flakefails odd"

needs() {
    need_command node nodejs
    need_npm mocha
}

version() {
    echo "mocha $(npm_version mocha), xunit"
}

execute() {
    node "$modules/mocha/bin/mocha.js" --retries "$retries" --recursive \
        --reporter xunit --reporter-options "output=$out/mocha.xml" test
}

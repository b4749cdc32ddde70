# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    own_npm @cucumber/cucumber@12.9.0
}

version() {
    echo "cucumber-js $(npm_version @cucumber/cucumber)"
}

execute() {
    "$modules/.bin/cucumber-js" --retry "$retries" --format "junit:$out/cucumber.xml" \
        --format-options '{"colorsEnabled": false}' --import 'features/steps/*.mjs' features
}

# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_command chromium chromium
    export PUPPETEER_SKIP_DOWNLOAD=1
    own_npm @web/test-runner@0.20.2 @web/test-runner-junit-reporter@0.8.0
}

version() {
    echo "@web/test-runner $(npm_version @web/test-runner) with its junit reporter" \
        "$(npm_version @web/test-runner-junit-reporter), $(chromium --version)"
}

execute() {
    REPORT="$out/wtr.xml" "$modules/.bin/web-test-runner" --config wtr.config.mjs
}

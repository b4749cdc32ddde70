# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_command chromium chromium
    own_npm karma@6.4.4 karma-jasmine@5.1.0 karma-junit-reporter@2.0.1 karma-chrome-launcher@3.2.0
}

version() {
    echo "karma $(npm_version karma) with karma-junit-reporter $(npm_version karma-junit-reporter)," \
        "$(chromium --version)"
}

execute() {
    REPORTS="$out" CHROME_BIN=chromium "$modules/.bin/karma" start karma.conf.js --single-run
}

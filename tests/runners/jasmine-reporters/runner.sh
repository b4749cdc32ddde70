# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    own_npm jasmine@5.13.0 jasmine-reporters@2.5.2
}

version() {
    echo "jasmine $(npm_version jasmine) with jasmine-reporters $(npm_version jasmine-reporters)"
}

execute() {
    REPORTS="$out" "$modules/.bin/jasmine" --random=false --helper=reporter.js 'spec/*.spec.js'
}

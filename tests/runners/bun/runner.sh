# shellcheck shell=sh disable=SC2154
needs() {
    own_npm bun@1.4.5
}

version() {
    echo "bun $(npm_version bun)"
}

execute() {
    "$modules/.bin/bun" test --reporter=junit --reporter-outfile="$out/bun.xml"
}

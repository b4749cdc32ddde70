# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    own_npm tape@5.10.2 tap-xunit@2.4.1
}

version() {
    echo "tape $(npm_version tape) with tap-xunit $(npm_version tap-xunit)"
}

# A stream with a control character or an emoji in it leaves no report at all.
execute() {
    node "$modules/tape/bin/tape" till.test.js | "$modules/.bin/tap-xunit" --package=shop >"$out/tap.xml"
}

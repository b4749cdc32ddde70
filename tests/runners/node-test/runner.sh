# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    node --test-reporter=junit --eval 0 2>/dev/null || missing "node has no --test-reporter (20 or newer)"
}

version() {
    echo "node $(node --version)"
}

execute() {
    node --test --test-reporter=junit --test-reporter-destination="$out/node-test.xml"
}

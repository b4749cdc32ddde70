# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_npm vitest
}

version() {
    echo "vitest $(npm_version vitest)"
}

execute() {
    CI=true NO_COLOR=1 node "$modules/vitest/vitest.mjs" run --retry="$retries" \
        --reporter=default --reporter=junit --outputFile.junit="$out/vitest.xml"
}

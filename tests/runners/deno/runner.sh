# shellcheck shell=sh disable=SC2154
needs() {
    own_npm deno@2.9.6
}

version() {
    echo "deno $(npm_version deno)"
}

execute() {
    DENO_DIR="$scratch/deno" DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 \
        "$modules/.bin/deno" test --no-prompt --reporter=dot --junit-path="$out/deno.xml"
}

# shellcheck shell=sh disable=SC2154
needs() {
    need_command node nodejs
    need_command chromium chromium
    own_npm testcafe@3.7.2
}

version() {
    echo "testcafe $(npm_version testcafe), $(chromium --version)"
}

execute() {
    "$modules/.bin/testcafe" 'chromium:headless --no-sandbox' till.js --disable-native-automation \
        --quarantine-mode "successThreshold=1,attemptLimit=$((retries + 1))" \
        --reporter "xunit:$out/testcafe.xml"
}

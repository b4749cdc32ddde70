# shellcheck shell=sh disable=SC2154
needs() {
    need_command bats bats
}

version() {
    bats --version
}

execute() {
    SHOP_RETRIES=$retries bats --report-formatter junit --output "$out" . || set -- $?
    mv "$out/report.xml" "$out/bats.xml"
    return "${1-0}"
}

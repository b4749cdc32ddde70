# shellcheck shell=sh disable=SC2154
needs() {
    need_command bats bats
}

version() {
    bats --version
}

# Its retries confuse its own report (see ../bats-retries), so the plain runner has none.
shop_retries=0

# bats 1.8 does not wait for the process that writes the report.
await_report() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! grep -q '^</testsuites>' "$1" 2>/dev/null || return 0
        sleep 0.1
    done
}

execute() {
    SHOP_RETRIES=$shop_retries bats --report-formatter junit --output "$out" . || set -- $?
    await_report "$out/report.xml"
    mv "$out/report.xml" "$out/bats.xml"
    return "${1-0}"
}

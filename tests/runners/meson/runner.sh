# shellcheck shell=sh disable=SC2154
# meson test, which writes testlog.junit.xml beside its log: a suite a test program.
needs() {
    need_command meson meson
    need_command ninja ninja-build
}

version() {
    echo "meson $(meson --version)"
}

execute() {
    meson setup build > setup.log || { cat setup.log && return 1; }
    meson test -C build || set -- $?
    cp build/meson-logs/testlog.junit.xml "$out/meson.xml"
    return "${1-0}"
}

# shellcheck shell=sh disable=SC2154
# doctest, whose reporter counts assertions and retries nothing.
needs() {
    need_command g++ g++
    [ -f /usr/include/doctest/doctest.h ] || missing "no doctest (Debian package doctest-dev)"
}

version() {
    echo "doctest $(dpkg-query -W -f '${Version}' doctest-dev 2>/dev/null || echo unknown)"
}

execute() {
    g++ -std=c++17 -O0 -o till ./*.cc
    ./till -r=junit -o="$out/doctest.xml"
}

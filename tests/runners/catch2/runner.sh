# shellcheck shell=sh disable=SC2154
# Catch2 2: header only, and without retries.
needs() {
    need_command g++ g++
    [ -f /usr/include/catch2/catch.hpp ] || missing "no Catch2 (Debian package catch2)"
}

version() {
    echo "Catch2 $(dpkg-query -W -f '${Version}' catch2 2>/dev/null || echo unknown)"
}

execute() {
    g++ -std=c++17 -O0 -o till ./*.cc
    ./till -r junit -o "$out/catch2.xml"
}

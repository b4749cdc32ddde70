# shellcheck shell=sh disable=SC2154
# CxxTest with its XUnitPrinter.
needs() {
    need_command g++ g++
    need_command cxxtestgen cxxtest
}

version() {
    echo "CxxTest $(dpkg-query -W -f '${Version}' cxxtest 2>/dev/null || echo unknown)"
}

execute() {
    cxxtestgen --xunit-printer --xunit-file="$out/cxxtest.xml" --have-eh -o till.cc till.h
    g++ -O0 -o till till.cc
    ./till
}

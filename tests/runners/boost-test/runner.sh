# shellcheck shell=sh disable=SC2154
# Boost.Test: header only, and without retries.
needs() {
    need_command g++ g++
    [ -f /usr/include/boost/test/included/unit_test.hpp ] || missing "no Boost.Test (Debian package libboost-test-dev)"
}

version() {
    echo "Boost.Test $(dpkg-query -W -f '${Version}' libboost-test-dev 2>/dev/null || echo unknown)"
}

execute() {
    g++ -std=c++17 -O0 -o till ./*.cc
    ./till --logger=HRF,test_suite,stderr:JUNIT,all,"$out/boost.xml" --report_level=no
}

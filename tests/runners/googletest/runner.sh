# shellcheck shell=sh disable=SC2154
needs() {
    need_command g++ g++
    [ -f /usr/include/gtest/gtest.h ] || missing "no googletest (Debian package libgtest-dev)"
}

version() {
    echo "googletest $(dpkg-query -W -f '${Version}' libgtest-dev 2>/dev/null || echo unknown)"
}

# Has no retry: --gtest_repeat would run everything again and keep the last report only.
execute() {
    g++ -std=c++17 -O0 -o suite ./*.cc -lgtest -lgtest_main -pthread
    ./suite --gtest_brief=1 --gtest_output="xml:$out/googletest.xml"
}

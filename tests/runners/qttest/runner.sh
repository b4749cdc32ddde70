# shellcheck shell=sh disable=SC2154
# QtTest of Qt 5.15, which writes JUnit with -o FILE,junitxml and retries nothing.
needs() {
    need_command g++ g++
    need_command pkg-config pkg-config
    pkg-config --exists Qt5Test || missing "no QtTest (Debian package qtbase5-dev)"
}

version() {
    echo "QtTest $(pkg-config --modversion Qt5Test)"
}

execute() {
    "$(pkg-config --variable=host_bins Qt5Core)/moc" till.cc -o till.moc
    # shellcheck disable=SC2046 # flags
    g++ -std=c++17 -fPIC -O0 $(pkg-config --cflags Qt5Test) -o till till.cc \
        $(pkg-config --libs Qt5Test)
    ./till -o "$out/qttest.xml,junitxml" -o -,txt
}

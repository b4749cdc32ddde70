# shellcheck shell=sh disable=SC2154
# CUnit's automated interface with its JUnit output, which aborts at the first failure it writes.
needs() {
    need_command cc gcc
    grep -q CU_automated_enable_junit_xml /usr/include/CUnit/Automated.h 2>/dev/null ||
        missing "no CUnit with JUnit output (Debian package libcunit1-dev)"
}

version() {
    echo "CUnit $(dpkg-query -W -f '${Version}' libcunit1-dev 2>/dev/null || echo unknown)"
}

execute() {
    cc -O0 -o till till.c -lcunit
    ./till || set -- $?
    cp till-Results.xml "$out/cunit.xml"
    return "${1-0}"
}

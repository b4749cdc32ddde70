# shellcheck shell=sh disable=SC2154
# Criterion with --xml: a process a test, and no retries.
needs() {
    need_command cc gcc
    [ -d /usr/include/criterion ] || missing "no Criterion (Debian package libcriterion-dev)"
}

version() {
    echo "Criterion $(dpkg-query -W -f '${Version}' libcriterion-dev 2>/dev/null || echo unknown)"
}

execute() {
    cc -O0 -o till till.c -lcriterion
    ./till --xml="$out/criterion.xml" --jobs 1
}

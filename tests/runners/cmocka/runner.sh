# shellcheck shell=sh disable=SC2154
# cmocka with CMOCKA_MESSAGE_OUTPUT=XML: a document a group.
needs() {
    need_command cc gcc
    [ -f /usr/include/cmocka.h ] || missing "no cmocka (Debian package libcmocka-dev)"
}

version() {
    echo "cmocka $(dpkg-query -W -f '${Version}' libcmocka-dev 2>/dev/null || echo unknown)"
}

execute() {
    cc -O0 -o till till.c -lcmocka
    CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE="$out/%g.xml" ./till
}

# shellcheck shell=sh disable=SC2154
# Kyua, the test runner of the BSDs: report-junit tells of the last run, and of the whole
# environment, so that it gets hardly any.
needs() {
    need_command kyua kyua
    need_command atf-sh atf-sh
}

version() {
    kyua about | head -n 1
}

execute() {
    env -i HOME="$work" PATH=/usr/bin:/bin kyua test || set -- $?
    env -i HOME="$work" PATH=/usr/bin:/bin kyua report-junit --output="$out/kyua.xml"
    return "${1-0}"
}

# shellcheck shell=sh disable=SC2154
# Erlang's Common Test with the hook cth_surefire.
needs() {
    need_command ct_run erlang-common-test
    [ -n "$(find /usr/lib/erlang/lib -path '*/include/ct.hrl')" ] ||
        missing "no header of Common Test (Debian package erlang-dev)"
}

version() {
    find /usr/lib/erlang/lib -maxdepth 1 -name 'common_test-*' -exec basename {} \;
}

execute() {
    mkdir logs
    ct_run -dir . -logdir logs -noshell -noinput \
        -ct_hooks cth_surefire '[{path,"report.xml"}]' || set -- $?
    find logs -name report.xml -exec cp {} "$out/" \;
    return "${1-0}"
}

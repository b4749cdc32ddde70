# shellcheck shell=sh disable=SC2154
# Erlang's eunit with eunit_surefire: TEST-MODULE.xml each.
needs() {
    need_command erlc erlang-base
    [ -n "$(find /usr/lib/erlang/lib -maxdepth 1 -name 'eunit-*')" ] ||
        missing "no eunit (Debian package erlang-eunit)"
    [ -n "$(find /usr/lib/erlang/lib -path '*/include/eunit.hrl')" ] ||
        missing "no header of eunit (Debian package erlang-dev)"
}

version() {
    find /usr/lib/erlang/lib -maxdepth 1 -name 'eunit-*' -exec basename {} \;
}

execute() {
    erlc till.erl till_tests.erl || return $?
    erl -noshell -eval '
        Surefire = {report, {eunit_surefire, [{dir, "."}]}},
        halt(case eunit:test([till], [Surefire]) of ok -> 0; _ -> 1 end).' || set -- $?
    cp TEST-*.xml "$out/"
    return "${1-0}"
}

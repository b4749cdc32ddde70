# shellcheck shell=sh disable=SC2154,SC2034
modes="broken odd"
needs() {
    need_command prove perl
    perl -MTAP::Formatter::JUnit -e 1 2>/dev/null ||
        missing "no TAP::Formatter::JUnit (Debian package libtap-formatter-junit-perl)"
}

version() {
    perl -MTAP::Formatter::JUnit -e 'print "TAP::Formatter::JUnit $TAP::Formatter::JUnit::VERSION\n"'
}

execute() {
    prove --timer --formatter TAP::Formatter::JUnit t >"$out/tap.xml"
}

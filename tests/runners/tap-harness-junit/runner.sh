# shellcheck shell=sh disable=SC2154,SC2034
modes="broken odd"
piece=$here/tap-formatter-junit

needs() {
    need_command prove perl
    perl -MTAP::Harness::JUnit -e 1 2>/dev/null ||
        missing "no TAP::Harness::JUnit (Debian package libtap-harness-junit-perl)"
}

version() {
    perl -MTAP::Harness::JUnit -e 'print "TAP::Harness::JUnit $TAP::Harness::JUnit::VERSION\n"'
}

execute() {
    JUNIT_OUTPUT_FILE="$out/tap.xml" prove --timer --harness TAP::Harness::JUnit t
}

# shellcheck shell=sh disable=SC2154,SC2034
# Gradle as Debian packages it, with Ant's tests of JUnit 4; its test-retry plugin is no package.
piece=$here/ant

needs() {
    need_command javac default-jdk-headless
    need_command gradle gradle
    [ -f /usr/share/java/junit4.jar ] || missing "no JUnit 4 (Debian package junit4)"
}

version() {
    gradle --version 2>/dev/null | grep '^Gradle'
}

execute() {
    gradle --offline --no-daemon -q -g "$work/home" test || set -- $?
    cp build/test-results/test/TEST-*.xml "$out/"
    return "${1-0}"
}

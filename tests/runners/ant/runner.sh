# shellcheck shell=sh disable=SC2154
# Ant's own junit task and JUnit 4. Every class gets a file; the task itself retries nothing.
ant_reports='TEST-*.xml'

needs() {
    need_command javac default-jdk-headless
    need_command ant ant
    [ -f /usr/share/ant/lib/ant-junit4.jar ] || missing "no junit task (Debian package ant-optional)"
    [ -f /usr/share/java/junit4.jar ] || missing "no JUnit 4 (Debian package junit4)"
}

version() {
    ant -version | sed 's/ compiled.*//'
}

execute() {
    ant -q test || set -- $?
    # shellcheck disable=SC2086 # a pattern
    cp reports/$ant_reports "$out/"
    return "${1-0}"
}

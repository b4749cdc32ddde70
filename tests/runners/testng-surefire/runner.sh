# shellcheck shell=sh disable=SC2154,SC2034
# The same TestNG tests under Surefire, which writes a failed try that was retried as skipped.
# shellcheck source=/dev/null
. "$here/testng/runner.sh"
piece=$here/testng
repository=/usr/share/maven-repo

needs() {
    need_command javac default-jdk-headless
    need_command mvn maven
    [ -d "$repository/org/testng/testng/6.x" ] || missing "no TestNG (Debian package testng)"
    [ -d "$repository/org/apache/maven/surefire/surefire-testng/2.22.3" ] ||
        missing "no Surefire 2.22.3 (Debian package libsurefire-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-compiler-plugin/3.10.1" ] ||
        missing "no compiler plugin (Debian package libmaven-compiler-plugin-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-resources-plugin/3.3.0" ] ||
        missing "no resources plugin (Debian package libmaven-resources-plugin-java)"
}

execute() {
    mvn -o -B -q -llr -Dmaven.repo.local="$repository" -Dretries="$retries" test || set -- $?
    cp target/surefire-reports/TEST-*.xml "$out/"
    return "${1-0}"
}

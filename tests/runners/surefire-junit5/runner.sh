# shellcheck shell=sh disable=SC2154
# JUnit 5 under the Surefire that Debian packages. A second try of a parametrised or repeated
# test runs all of its rows again.
repository=/usr/share/maven-repo

needs() {
    need_command javac default-jdk-headless
    need_command mvn maven
    [ -d "$repository/org/junit/jupiter/junit-jupiter/5.9.2" ] ||
        missing "no JUnit 5 (Debian package junit5)"
    [ -d "$repository/org/apache/maven/surefire/surefire-junit-platform/2.22.3" ] ||
        missing "no Surefire 2.22.3 (Debian package libsurefire-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-compiler-plugin/3.10.1" ] ||
        missing "no compiler plugin (Debian package libmaven-compiler-plugin-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-resources-plugin/3.3.0" ] ||
        missing "no resources plugin (Debian package libmaven-resources-plugin-java)"
}

version() {
    echo "maven-surefire-plugin 2.22.3, JUnit 5.9.2"
}

execute() {
    mvn -o -B -q -llr -Dmaven.repo.local="$repository" \
        -Dsurefire.rerunFailingTestsCount="$retries" test || set -- $?
    cp target/surefire-reports/TEST-*.xml "$out/"
    return "${1-0}"
}

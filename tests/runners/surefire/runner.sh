# shellcheck shell=sh disable=SC2154
# Maven as Debian packages it: offline, and everything from /usr/share/maven-repo.
repository=/usr/share/maven-repo

needs() {
    need_command javac default-jdk-headless
    need_command mvn maven
    [ -d "$repository/org/apache/maven/plugins/maven-surefire-plugin/2.22.3" ] ||
        missing "no Surefire 2.22.3 (Debian package libsurefire-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-compiler-plugin/3.10.1" ] ||
        missing "no compiler plugin (Debian package libmaven-compiler-plugin-java)"
    [ -d "$repository/org/apache/maven/plugins/maven-resources-plugin/3.3.0" ] ||
        missing "no resources plugin (Debian package libmaven-resources-plugin-java)"
    [ -d "$repository/junit/junit/4.x" ] || missing "no JUnit 4 (Debian package junit4)"
}

version() {
    echo "maven-surefire-plugin 2.22.3, JUnit 4.13.2, Java" \
        "$(java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
}

# The reports are copied even when the build fails, as a CI job would.
execute() {
    mvn -o -B -q -llr -Dmaven.repo.local="$repository" \
        -Dsurefire.rerunFailingTestsCount="$retries" test || set -- $?
    cp target/surefire-reports/TEST-*.xml "$out/"
    return "${1-0}"
}

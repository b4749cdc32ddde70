# shellcheck shell=sh disable=SC2154,SC2034
# The same JUnit 5 tests under its own launcher, whose legacy reports are a file an engine.
# shellcheck source=/dev/null
. "$here/surefire-junit5/runner.sh"
piece=$here/surefire-junit5

needs() {
    need_command javac default-jdk-headless
    [ -f /usr/share/java/junit-platform-console.jar ] ||
        missing "no JUnit 5 (Debian package junit5)"
}

version() {
    echo "JUnit Platform console $(dpkg-query -W -f '${Version}' junit5 2>/dev/null || echo unknown)"
}

execute() {
    libraries=classes
    for jar in junit-platform-commons junit-platform-console junit-platform-engine \
        junit-platform-launcher junit-platform-reporting junit-jupiter-api junit-jupiter-engine \
        junit-jupiter-params opentest4j opentest4j-reporting-events opentest4j-reporting-schema \
        apiguardian-api picocli univocity-parsers; do
        libraries="$libraries:/usr/share/java/$jar.jar"
    done
    find src -name '*.java' > sources
    javac -nowarn -encoding UTF-8 -cp "$libraries" -d classes @sources
    java -Dfile.encoding=UTF-8 -cp "$libraries" org.junit.platform.console.ConsoleLauncher \
        --scan-class-path classes --reports-dir reports --details none || set -- $?
    cp reports/TEST-junit-jupiter.xml "$out/"
    return "${1-0}"
}

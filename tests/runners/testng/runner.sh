# shellcheck shell=sh disable=SC2154
# TestNG by itself, with its own JUnitReportReporter: a file a class. The retries are asked for
# by the tests' IRetryAnalyzer, which heeds the system property.
testng_libraries=/usr/share/java/testng.jar:/usr/share/java/jcommander.jar:/usr/share/java/bsh.jar

needs() {
    need_command javac default-jdk-headless
    [ -f /usr/share/java/testng.jar ] || missing "no TestNG (Debian package testng)"
}

version() {
    echo "TestNG $(dpkg-query -W -f '${Version}' testng 2>/dev/null || echo unknown)"
}

execute() {
    find src -name '*.java' > sources
    javac -nowarn -encoding UTF-8 -cp "$testng_libraries" -d classes @sources
    java -Dretries="$retries" -Dfile.encoding=UTF-8 -cp "classes:$testng_libraries" \
        org.testng.TestNG -d report testng.xml || set -- $?
    cp report/junitreports/*.xml "$out/"
    return "${1-0}"
}

# shellcheck shell=sh disable=SC2154,SC2034
# What Ant's junitreport task makes of all the files: one, with the package in the suite.
# shellcheck source=/dev/null
. "$here/ant/runner.sh"
piece=$here/ant
ant_reports=TESTS-TestSuites.xml

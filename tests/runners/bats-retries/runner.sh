# shellcheck shell=sh disable=SC2154,SC2034
# bats 1.8 reports tries badly: a failed try is a pass under the test's name, and each later
# try (and the next test) is a row of its own called "begin N name".
# shellcheck source=/dev/null
. "$here/bats/runner.sh"
piece=$here/bats
shop_retries=$retries

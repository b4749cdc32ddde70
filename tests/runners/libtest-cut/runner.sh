# shellcheck shell=sh disable=SC2154,SC2034
# A message of two lines stops the formatter of Rust 1.63: the report breaks off there.
# shellcheck source=/dev/null
. "$here/libtest/runner.sh"
piece=$here/libtest
skip_libtest=none

# shellcheck shell=sh disable=SC2154,SC2034
# shellcheck source=/dev/null
. "$here/playwright/runner.sh"
piece=$here/playwright
include_retries=true

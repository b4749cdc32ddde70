# shellcheck shell=sh disable=SC2154
needs() {
    need_command phpunit phpunit
}

version() {
    phpunit --version | cut -d ' ' -f 1,2
}

execute() {
    phpunit --do-not-cache-result --log-junit "$out/phpunit.xml"
}

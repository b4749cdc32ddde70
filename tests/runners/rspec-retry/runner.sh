# shellcheck shell=sh disable=SC2154,SC2034
piece=$here/rspec
modes="flaky flakefails"

needs() {
    need_command rspec ruby-rspec
    for library in rspec_junit_formatter rspec/retry; do
        ruby -e 'require "rspec/core"; require ARGV[0]' "$library" 2>/dev/null ||
            missing "no $library (Debian package ruby-rspec-junit-formatter or ruby-rspec-retry)"
    done
}

version() {
    ruby -e 'puts "rspec-retry " + Gem::Specification.find_by_name("rspec-retry").version.to_s'
}

execute() {
    RSPEC_RETRY_RETRY_COUNT=$((retries + 1)) rspec --no-color --format progress \
        --require rspec/retry --require rspec_junit_formatter \
        --format RspecJunitFormatter --out "$out/rspec.xml"
}

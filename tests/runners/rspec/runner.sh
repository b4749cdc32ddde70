# shellcheck shell=sh disable=SC2154
needs() {
    need_command rspec ruby-rspec
    ruby -e 'require "rspec_junit_formatter"' 2>/dev/null ||
        missing "no rspec_junit_formatter (Debian package ruby-rspec-junit-formatter)"
}

version() {
    ruby -e 'require "rspec/core"; require "rspec_junit_formatter"
puts "rspec-core #{RSpec::Core::Version::STRING} with rspec_junit_formatter " +
     Gem.loaded_specs.fetch("rspec_junit_formatter") { Gem::Specification.find_by_name("rspec_junit_formatter") }.version.to_s'
}

# Has no retry of its own.
execute() {
    rspec --no-color --format progress \
        --require rspec_junit_formatter --format RspecJunitFormatter --out "$out/rspec.xml"
}

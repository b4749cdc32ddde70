# shellcheck shell=sh disable=SC2154
needs() {
    need_command ruby ruby
    ruby -e 'require "minitest/reporters"' 2>/dev/null ||
        missing "no minitest-reporters (Debian package ruby-minitest-reporters)"
}

version() {
    ruby -e 'require "minitest"; require "minitest/reporters"
puts "minitest #{Minitest::VERSION} with minitest-reporters " +
     Gem.loaded_specs.fetch("minitest-reporters") { Gem::Specification.find_by_name("minitest-reporters") }.version.to_s'
}

execute() {
    REPORTS="$out" ruby -e 'Dir["./test/*_test.rb"].sort.each { |file| require file }' -- --seed 1
}

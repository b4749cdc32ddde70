# frozen_string_literal: true

# Nested groups, shared names, hooks that fail, messages that are no XML.
require 'minitest/autorun'
require 'minitest/reporters'
Minitest::Reporters.use! Minitest::Reporters::JUnitReporter.new(ENV.fetch('REPORTS'))

class TillTest < Minitest::Test
  def test_opens
    puts "drawer is open \e[2J ]]>"
    pass
  end

  def test_fails
    assert_equal "é😀", "display said \e[31mERROR\e[0m \u0000\b ]]> & <b>\nsecond line"
  end

  def test_fails_with_a_message
    flunk "no paper \e[31m \b ]]> & <b>"
  end

  def test_errors
    raise IOError, 'no printer on port 9100'
  end

  def test_is_skipped
    skip 'opens in "December"'
  end

  def test_skips_without_a_reason
    skip
  end

  def test_asserts_nothing; end

  [[1000, 20, 200], [100, 7, 8]].each do |net, rate, tax|
    define_method("test_tax on #{net} at #{rate} % <b> & \"日本\"") { assert_equal tax, net * rate / 100 }
  end
end

class PrinterTest < Minitest::Test
  def setup
    raise 'no paper' if name == 'test_setup_errors'
  end

  def teardown
    raise 'printer did not stop'
  end

  def test_setup_errors; end

  def test_fails_and_teardown_errors
    assert false
  end
end

describe 'till' do
  describe 'drawer & lock' do
    it('opens') { assert true }
    it('opens') { assert false }
  end
  it('opens') { assert true }
end

# frozen_string_literal: true

# A basket, a ledger and a stand-in for the warehouse; money in whole cents.
module Shop
  class Cart
    def initialize
      @lines = Hash.new { |lines, article| lines[article] = [0, 0] }
      @coupon = 0
    end

    def add(article, price, quantity = 1)
      raise ArgumentError, "quantity of #{article} must be positive" unless quantity.positive?

      @lines[article] = [price, @lines[article].last + quantity]
      self
    end

    def redeem(percent)
      @coupon = [@coupon, percent].max
      self
    end

    def total
      gross = @lines.values.sum { |price, quantity| price * quantity }
      gross - gross * @coupon / 100
    end
  end

  def self.vat(net, rate)
    half = ENV['LEDGER_ROUNDING'] == 'truncate' ? 0 : 50
    (net * rate + half) / 100
  end

  # WAREHOUSE: steady, slow-once (per reservation and ESCAPEMENT_STATE_DIR), slow, or reset.
  def self.reserve(reservation)
    manner = ENV.fetch('WAREHOUSE', 'steady')
    raise IOError, 'warehouse closed the connection during handshake' if manner == 'reset'

    slow = manner == 'slow' || (manner == 'slow-once' && first_time?(reservation))
    sleep(slow ? 0.05 : 0.005)
    slow ? :pending : :confirmed
  end

  def self.first_time?(reservation)
    File.open(File.join(ENV.fetch('ESCAPEMENT_STATE_DIR'), reservation),
              File::CREAT | File::EXCL, &:path)
    true
  rescue Errno::EEXIST
    false
  end
end

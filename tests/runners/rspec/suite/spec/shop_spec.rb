# frozen_string_literal: true

require_relative '../lib/shop'

RSpec.describe Shop::Cart do
  subject(:cart) { described_class.new.add('teapot', 2495) }

  it 'merges the same article' do
    expect(cart.add('teapot', 2495, 2).total).to eq 7485
  end

  { 10 => 2246, 25 => 1872, 50 => 1248 }.each do |percent, total|
    it "with a coupon of #{percent} % comes to #{total}" do
      expect(cart.redeem(percent).total).to eq total
    end
  end

  it 'refuses a quantity of <1 & "none"' do
    expect { cart.add('cup', 300, 0) }.to raise_error(ArgumentError, /must be positive/)
  end
end

RSpec.describe 'reservation' do
  it 'is confirmed in time' do
    status = Shop.reserve('R-1001')
    expect(status).to eq(:confirmed), "reservation R-1001 is #{status} after 50 ms"
  end

  xit 'of gift wrap' do
    raise 'gift wrap opens in December'
  end
end

# frozen_string_literal: true

require_relative '../lib/shop'

RSpec.describe 'ledger' do
  describe 'tax' do
    it('on 1000 at 20 %') { expect(Shop.vat(1000, 20)).to eq 200 }
    it('on 100 at 7 %') { expect(Shop.vat(100, 7)).to eq 7 }
  end

  it 'rounds tax half up in refunds' do
    expect(1299 + Shop.vat(1299, 19)).to eq 1546
  end

  it 'converts currencies' do
    pending 'francs are not converted yet'
    expect(Shop).to respond_to(:convert)
  end
end

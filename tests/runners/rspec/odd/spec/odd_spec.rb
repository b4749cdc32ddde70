# frozen_string_literal: true

# Names that repeat, several failures in one example, a hook that fails, raw bytes.
RSpec.describe 'till' do
  2.times { |i| it('opens') { expect(i).to eq 0 } }

  it 'fails twice', :aggregate_failures do
    expect(1).to eq 2
    expect('till').to eq 'drawer'
  end

  it('says raw bytes') { raise "display said \xff and \e[31mERROR\e[0m \u0000\b ]]>" }
  it("has \u0001 in its name") {}

  context 'with a locked drawer' do
    before(:context) { raise 'till drawer is locked' }
    it('opens') {}
    it('closes') {}
  end

  it 'was fixed meanwhile' do
    pending 'said to be broken'
    expect(1).to eq 1
  end
end

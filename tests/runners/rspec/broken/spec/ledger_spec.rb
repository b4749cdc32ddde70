# frozen_string_literal: true

require_relative '../lib/journal' # moved: the file cannot be loaded and nothing is run

RSpec.describe Shop::Journal do
  it('is empty at first') { expect(subject.entries).to be_empty }
end

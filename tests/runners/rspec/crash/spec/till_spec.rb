# frozen_string_literal: true

# Runs last: the till takes the whole runner with it, in the way that CRASH says.
RSpec.describe 'till' do
  it 'is closed' do
    case ENV.fetch('CRASH')
    when 'exit' then exit!(0)
    when 'abort' then Process.kill('ABRT', Process.pid)
    when 'kill' then Process.kill('KILL', Process.pid)
    end
    sleep(ENV['CRASH'].empty? ? 0 : 10)
  end
end

# frozen_string_literal: true

require 'minitest/autorun'
require 'einv'

# In a process of its own: the cases know the number of the first engine.
class TestGolden < Minitest::Test
  GOLDEN = File.expand_path('../../../tests/golden', __dir__)

  def test_every_golden_case_is_answered_byte_for_byte
    engine = Einv::Engine.new({ on: '2026-11-21' })
    names = File.readlines(File.join(GOLDEN, 'cases.txt'), chomp: true).map do |line|
      name, which, verb, document, opts = line.split('|', 5)
      engine.close if which == '2'
      handle = which == '0' ? 0 : engine.instance_variable_get(:@handle)
      status, bytes = Einv.run(verb, handle, File.binread(File.join(GOLDEN, document)), opts)
      assert_equal File.binread(File.join(GOLDEN, 'answers', "#{name}.#{status}")), bytes.b, name
      "#{name}.#{status}"
    end
    assert_equal Dir.children(File.join(GOLDEN, 'answers')).sort, names.sort
  end
end

# frozen_string_literal: true

require 'minitest/autorun'
require 'einv'

class TestEinv < Minitest::Test
  ROOT = File.expand_path('../../..', __dir__)

  def bill(number)
    read = JSON.parse(File.read(File.join(ROOT, 'examples/bills/good.json')))
    read['DocDtls'].update('No' => number, 'Dt' => Time.now.getlocal('+05:30').strftime('%d/%m/%Y'))
    read
  end

  def refused
    File.binread(File.join(ROOT, 'examples/bills/refused.json'))
  end

  def test_a_bill_is_registered_once_drawn_and_cancelled
    engine = Einv::Engine.new
    made = engine.submit(bill('R/1'))
    assert_equal 'registered', made['status']
    assert_equal made['irn'], engine.submit(bill('R/1'))['irn']
    assert_equal made['irn'], Einv::Engine.bare.hash(bill('R/1'), pick: '/irn')
    assert_equal 'PNG', engine.qr({ signed_qr: made['signed_qr'] }, format: 'png').byteslice(1, 3)
    assert_equal '%PDF-', engine.print(bill('R/1')).byteslice(0, 5)
    assert_equal 'cancelled', engine.cancel({ irn: made['irn'], reason: 'data_entry', remark: 'wrong buyer' })['status']
    engine.close
    engine.close
    assert_equal 'E_HANDLE', assert_raises(Einv::Error) { engine.validate(bill('R/2')) }.code
  end

  def test_a_refused_document_raises_with_every_finding
    refute Einv::Engine.bare.validate(refused)['valid']
    why = assert_raises(Einv::Invalid) { Einv::Engine.new.submit(refused) }
    assert_operator why.findings.length, :>, 3
    assert_match(/\AINVALID: .+; .+/, why.message)
    assert_equal 'E_CONFIG', assert_raises(Einv::Error) { Einv::Engine.new({ portall: {} }) }.code
    assert_match(/langauge/, assert_raises(Einv::Error) { Einv::Engine.bare.validate(refused, langauge: 'hi') }.message)
  end

  def test_a_batch_and_many_threads
    engine = Einv::Engine.new
    made = Array.new(10) { |i| Thread.new { engine.submit(bill("M/#{i}"))['irn'] } }.map(&:value)
    assert_equal 10, made.uniq.length
    # While a call runs, the other threads go on.
    turns = 0
    clock = Thread.new { loop { turns += 1 and Thread.pass } }
    before = turns
    engine.print(bill('M/0'))
    assert_operator turns, :>, before
    clock.kill
    batch = engine.batch([bill('B/1'), bill('B/2')])
    assert_equal(%w[registered registered], batch.map { |one| one['status'] })
    batch.close
    engine.close
  end

  def test_an_answer_of_any_size_is_returned_whole
    many = Array.new(100) { |i| bill("L/#{i}") }
    assert_equal 100, Einv::Engine.bare.export(many).length
    assert_equal 1, Einv.version['abi']
  end
end

# frozen_string_literal: true

# India's GST e-invoicing inside the billing program, by Ruby's own fiddle.
#
# Every verb is a method: a Hash, an Array, JSON text or bytes go in, with options as keywords; Hashes come out, text with +pick:+, the
# file's bytes of +qr+, +print+ and +stamp+. A verb returns what the library has taken on (done, or stored and finished later: look at
# "status"), raises Einv::Invalid where a document is refused and Einv::Error where the call failed. Verbs that judge return their
# report either way.
require 'fiddle'
require 'json'

module Einv
  ABI = 1
  OK = 0
  INVALID = 1
  PENDING = 2
  E_BUFFER = 11
  E_UNSUPPORTED = 18
  FIRST_ROOM = 64 * 1024

  # The library is missing, for another processor, or of another interface.
  class LibraryNotFound < LoadError; end

  # A failure. The message says what is wrong, where, and what to do.
  class Error < StandardError
    attr_reader :status, :code, :at, :fix, :answer

    def initialize(status, answer)
      @status = status
      @answer = answer
      error = answer.is_a?(Hash) ? answer['error'] || spoken : {}
      @code = error['code'] || 'E_UNKNOWN'
      @at = error['at']
      @fix = error['fix']
      place = " (at #{@at})" if @at
      remedy = "; #{@fix}" if @fix
      super("#{@code}: #{error['message'] || "the call returned #{status}"}#{place}#{remedy}")
    end

    private

    def spoken
      {}
    end
  end

  # The document is invalid, or the portal refused it.
  class Invalid < Error
    def report
      answer['report'] || (answer if answer.key?('findings'))
    end

    def findings
      report ? report['findings'] : []
    end

    private

    def spoken
      first = findings.first || {}
      { 'code' => 'INVALID', 'message' => first['message'] || answer['message'], 'at' => first['path'], 'fix' => first['fix'] || answer['fix'] }
    end
  end

  # The library itself: where it is, and its functions.
  module Native
    INT = Fiddle::TYPE_INT
    POINTER = Fiddle::TYPE_VOIDP
    VERB = [INT, POINTER, INT, POINTER, INT, POINTER, INT, POINTER].freeze
    SIGNATURES = { 'einv_abi' => [], 'einv_version' => [POINTER, INT, POINTER], 'einv_close' => [INT], 'einv_stop' => [INT],
                   'einv_open' => [POINTER, INT, POINTER, POINTER, INT, POINTER] }.freeze
    LOCK = Mutex.new
    @functions = {}

    def self.call(name, *arguments)
      found = LOCK.synchronize { @functions[name] ||= function(name) }
      found.call(*arguments)
    end

    def self.function(name)
      Fiddle::Function.new(library[name], SIGNATURES.fetch(name, VERB), INT, name: name)
    rescue Fiddle::DLError
      raise Error.new(E_UNSUPPORTED, { 'error' => { 'code' => 'E_UNSUPPORTED', 'message' => "this library has no #{name}" } })
    end

    def self.library
      @library ||= begin
        tried = []
        found = places.find { |path| usable(path, tried) }
        raise LibraryNotFound, "no usable einv library; tried\n#{tried.join("\n")}\nSet EINV_LIBRARY to the library's file." unless found

        Fiddle.dlopen(found)
      end
    end

    def self.usable(path, tried)
      abi = Fiddle::Function.new(Fiddle.dlopen(path)['einv_abi'], [], INT).call
      tried << "  #{path}: its ABI is #{abi}, this gem speaks #{ABI}" unless abi == ABI
      abi == ABI
    rescue Fiddle::DLError => e
      tried << "  #{path}: #{e.message}"
      false
    end

    # Absolute paths only. An override is deliberate: nothing else is tried.
    def self.places
      return [File.expand_path(ENV.fetch('EINV_LIBRARY'))] if ENV['EINV_LIBRARY']

      windows = RUBY_PLATFORM.match?(/mingw|mswin/)
      name = windows ? 'einv.dll' : 'libeinv.so.1'
      machine = RUBY_PLATFORM[/\A[^-]+/].sub('x64', 'x86_64').sub(/\Ai[3-6]86/, 'i686')
      inside = File.join(__dir__, 'einv', "#{windows ? 'windows' : 'linux'}-#{machine}", name)
      folders = ENV.fetch('LD_LIBRARY_PATH', '').split(':').select { |one| one.start_with?('/') }
      folders += ['/usr/local/lib', "/usr/lib/#{machine}-linux-gnu", '/usr/lib64', '/usr/lib']
      [inside, *(windows ? [] : folders.uniq.map { |folder| File.join(folder, name) })]
    end
  end

  # Bytes for the library: text goes as it is, the rest as JSON.
  def self.encoded(value)
    case value
    when nil then ''
    when String then value
    else JSON.generate(value)
    end
  end

  # One call: the number and the bytes. After too small a buffer it may be repeated: nothing is done twice.
  def self.run(verb, engine, document, options)
    input = encoded(document)
    opts = encoded(options)
    size = FIRST_ROOM
    loop do
      room = "\0" * size
      needed = "\0" * 4
      status = Native.call("einv_#{verb}", engine, input, input.bytesize, opts, opts.bytesize, room, size, needed)
      length = needed.unpack1('l')
      return [status, room.byteslice(0, length)] unless status == E_BUFFER && length >= size

      size = length + 1
    end
  end

  def self.parsed(text)
    JSON.parse(text)
  rescue JSON::ParserError
    text
  end

  def self.refusal(status, answer)
    (status == INVALID ? Invalid : Error).new(status, answer)
  end

  # Version, interface, rule pack and build of the loaded library.
  def self.version
    room = "\0" * FIRST_ROOM
    needed = "\0" * 4
    status = Native.call('einv_version', room, FIRST_ROOM, needed)
    answer = parsed(room.byteslice(0, needed.unpack1('l')).force_encoding('UTF-8'))
    raise refusal(status, answer) unless status == OK

    answer
  end

  # A portal and a ledger. Any thread may call it; share one among all. Without a configuration it is the built-in sandbox.
  class Engine
    # begin generated
    FILES = %w[ewb_print print qr stamp].freeze

    # Checks an INV-01 invoice.
    def validate(document = nil, **options)
      ask('validate', document, options, true)
    end

    # Turns a bill of another shape or spelling into an INV-01 invoice, and says what was changed.
    def normalize(document = nil, **options)
      ask('normalize', document, options, true)
    end

    # Reads the bills of a table or of a list of documents, completes and judges them, and sorts them.
    def convert(document = nil, **options)
      ask('convert', document, options, true)
    end

    # Says how a table would be read.
    def columns(document = nil, **options)
      ask('columns', document, options, true)
    end

    # Computes the IRN offline.
    def hash(document = nil, **options)
      ask('hash', document, options, false)
    end

    # Completes an invoice from its parties and lines.
    def compute(document = nil, **options)
      ask('compute', document, options, false)
    end

    # Checks an e-way bill document.
    def ewb_validate(document = nil, **options)
      ask('ewb_validate', document, options, true)
    end

    # Reports whether the law requires an e-invoice, by when, and why.
    def applicability(document = nil, **options)
      ask('applicability', document, options, true)
    end

    # Makes GSTR-1.
    def gstr1(document = nil, **options)
      ask('gstr1', document, options, true)
    end

    # Explains an error of a portal or GSP.
    def explain(document = nil, **options)
      ask('explain', document, options, false)
    end

    # Lists the rules that `einv_validate` checks.
    def rules(document = nil, **options)
      ask('rules', document, options, false)
    end

    # Lists the codes of a master list.
    def codes(document = nil, **options)
      ask('codes', document, options, false)
    end

    # Verifies a signed QR or a signed invoice, and returns its content.
    def verify(document = nil, **options)
      ask('verify', document, options, true)
    end

    # Draws a signed QR, or a payment request for a customer without GSTIN.
    def qr(document = nil, **options)
      ask('qr', document, options, false)
    end

    # Prints an invoice as A4 pages.
    def print(document = nil, **options)
      ask('print', document, options, false)
    end

    # Prints an e-way bill's slip, or a consolidated one, as A4 pages with a QR code and a bar code of the number.
    def ewb_print(document = nil, **options)
      ask('ewb_print', document, options, false)
    end

    # Stamps IRN, acknowledgement and QR on your own PDF.
    def stamp(document = nil, **options)
      ask('stamp', document, options, false)
    end

    # Registers an invoice with the portal exactly once, even across crashes and repeated calls.
    def submit(document = nil, **options)
      ask('submit', document, options, false)
    end

    # Cancels a registered document, or withdraws one that was not sent yet.
    def cancel(document = nil, **options)
      ask('cancel', document, options, false)
    end

    # Returns what the ledger knows about a document.
    def status(document = nil, **options)
      ask('status', document, options, false)
    end

    # Compares the ledger with the portal's list of e-invoices or GSTR-1, and the books with both; or purchases with GSTR-2B.
    def reconcile(document = nil, **options)
      ask('reconcile', document, options, true)
    end

    # Checks unanswered documents with the portal, sends waiting ones, and finishes cancellations.
    def flush(document = nil, **options)
      ask('flush', document, options, false)
    end

    # Returns what the portal says about a document now.
    def fetch(document = nil, **options)
      ask('fetch', document, options, false)
    end

    # Looks up a taxpayer, in the ledger or at the portal.
    def gstin(document = nil, **options)
      ask('gstin', document, options, false)
    end

    # Makes an e-way bill, exactly once.
    def ewb(document = nil, **options)
      ask('ewb', document, options, false)
    end

    # Cancels an e-way bill, or withdraws one that was not sent yet.
    def ewb_cancel(document = nil, **options)
      ask('ewb_cancel', document, options, false)
    end

    # Gives an e-way bill its Part B, or another vehicle, or several vehicles.
    def ewb_vehicle(document = nil, **options)
      ask('ewb_vehicle', document, options, false)
    end

    # Hands the goods of an e-way bill to a transporter.
    def ewb_transporter(document = nil, **options)
      ask('ewb_transporter', document, options, false)
    end

    # Extends the validity of an e-way bill.
    def ewb_extend(document = nil, **options)
      ask('ewb_extend', document, options, false)
    end

    # Makes a consolidated e-way bill of several that travel in one vehicle.
    def ewb_consolidate(document = nil, **options)
      ask('ewb_consolidate', document, options, false)
    end

    # Rejects an e-way bill that the other party made, within 72 hours.
    def ewb_reject(document = nil, **options)
      ask('ewb_reject', document, options, false)
    end

    # Returns what the e-way bill system says about an e-way bill now, or lists those of a day.
    def ewb_fetch(document = nil, **options)
      ask('ewb_fetch', document, options, false)
    end

    # Lists what was sent to portals and what they answered, with secrets masked, and when they gave no answer.
    def audit(document = nil, **options)
      ask('audit', document, options, false)
    end

    # Lists documents of the ledger by day, state, buyer and value.
    def list(document = nil, **options)
      ask('list', document, options, false)
    end

    # Lists what is due, the most urgent first.
    def due(document = nil, **options)
      ask('due', document, options, false)
    end

    # Writes the file for the portal's own bulk upload, for upload by hand.
    def export(document = nil, **options)
      ask('export', document, options, false)
    end

    # Enters documents in the ledger that were registered elsewhere.
    def import(document = nil, **options)
      ask('import', document, options, true)
    end
    # end generated

    def initialize(config = {})
      text = Einv.encoded(config)
      handle = "\0" * 4
      needed = "\0" * 4
      room = "\0" * FIRST_ROOM
      status = Native.call('einv_open', text, text.bytesize, handle, room, FIRST_ROOM, needed)
      @handle = handle.unpack1('l')
      @open = @handle != 0
      raise Einv.refusal(status, Einv.parsed(room.byteslice(0, needed.unpack1('l')))) unless @open
    end

    # For the verbs that need no engine: Einv::Engine.bare.validate(bill).
    def self.bare
      allocate.tap { |one| one.send(:instance_variable_set, :@handle, 0) }
    end

    # Many documents at once: a Batch. Close it before its engine.
    def batch(invoices, **options)
      Batch.new(ask('batch', invoices, options, false)['job'])
    end

    # Ends the calls in flight: each raises with E_STOPPED.
    def stop
      Native.call('einv_stop', @handle)
    end

    # Waits for what is being sent. Later calls fail: the old handle is kept.
    def close
      return unless @open

      @open = false
      Native.call('einv_close', @handle)
    end

    private

    def ask(verb, document, options, judged)
      status, bytes = Einv.run(verb, @handle, document, options.empty? ? nil : options)
      return bytes if status == OK && FILES.include?(verb)

      text = bytes.force_encoding('UTF-8')
      answer = options[:pick] && status <= PENDING ? text : Einv.parsed(text)
      return answer if status == OK || status == (judged ? INVALID : PENDING)

      raise Einv.refusal(status, answer)
    end
  end

  # A batch under way. +each+ gives one result a document, in their order, as each is done.
  class Batch < Engine
    include Enumerable

    def initialize(handle)
      @handle = handle
      @open = true
    end

    def progress
      ask('progress', nil, {}, false)
    end

    def results(**options)
      ask('results', nil, options, false)
    end

    def each(&block)
      return to_enum unless block

      after = 0
      while after
        page = results(after: after, limit: 500, wait_ms: 250)
        page['results'].each(&block)
        after = page['next']
      end
    end
  end
end

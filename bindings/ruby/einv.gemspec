# frozen_string_literal: true

Gem::Specification.new do |gem|
  gem.name = 'einv'
  gem.version = '0.1.0'
  gem.summary = "India's GST e-invoicing inside the billing program"
  gem.description = 'Finds every fault of a bill before the portal does, registers it exactly once, draws its QR, prints it, cancels it.'
  gem.authors = ['einv']
  gem.licenses = ['MIT', 'Apache-2.0']
  gem.required_ruby_version = '>= 2.7'
  gem.files = Dir['lib/**/*', 'LICENSE*']
end

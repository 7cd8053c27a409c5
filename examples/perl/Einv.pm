package Einv;

# einv from Perl 5.10 or later, by FFI::Platypus. Documents, options and answers are bytes, UTF-8.

use strict;
use warnings;
use FFI::Platypus;
use FFI::Platypus::Buffer qw(scalar_to_buffer);

use constant { OK => 0, INVALID => 1, PENDING => 2, ABI => 1, E_BUFFER => 11 };

my @verb = qw(sint32 opaque sint32 opaque sint32 opaque sint32 sint32*);
my ($library, %function);

# Dies with a message when the library is missing, for another processor, or of another interface.
sub _library {
    return $library if $library;
    my %names = (MSWin32 => 'einv.dll', darwin => 'libeinv.1.dylib');
    my $path = $ENV{EINV_LIBRARY} || $names{$^O} || 'libeinv.so.1';
    my $ffi = FFI::Platypus->new(api => 1, lib => [$path]);
    # It warns about a failed load; this module reports it itself.
    my $abi = do { local $SIG{__WARN__} = sub { }; $ffi->find_symbol('einv_abi') };
    if (!defined $abi) {
        require FFI::Platypus::DL;
        my $why = FFI::Platypus::DL::dlopen($path, FFI::Platypus::DL::RTLD_PLATYPUS_DEFAULT())
            ? 'it has no einv_abi' : FFI::Platypus::DL::dlerror();
        die "the einv library can't be loaded: $why; install it, or set EINV_LIBRARY to its file\n";
    }
    my $found = $ffi->function($abi => [] => 'sint32')->call;
    die "$path has the interface $found, this program speaks ${\ABI}\n" if $found != ABI;
    return $library = $ffi;
}

# A function of the library, found once.
sub _function {
    my ($name, @types) = @_;
    return $function{$name} ||= do {
        my $at = _library()->find_symbol($name) or die "this library has no $name: it is older than this program\n";
        $library->function($at => [@types] => 'sint32');
    };
}

# Einv->new('{}') is the built-in sandbox; Einv->new without a configuration is for the verbs without a portal and a ledger.
sub new {
    my ($class, $config) = @_;
    _library();
    my $self = bless { engine => 0 }, $class;
    return $self if !defined $config;
    my ($engine, $length) = (0, 0);
    my $out = "\0" x 65536;
    my ($in, $in_len) = scalar_to_buffer($config);
    my ($to, $room) = scalar_to_buffer($out);
    _function('einv_open', qw(opaque sint32 sint32* opaque sint32 sint32*))->call($in, $in_len, \$engine, $to, $room, \$length);
    die substr($out, 0, $length) . "\n" if !$engine;
    $self->{engine} = $engine;
    return $self;
}

# The number and the text or file: my ($status, $text) = $einv->call(submit => $bill, '{"pick": "/irn"}');
sub call {
    my ($self, $verb, $document, $opts) = @_;
    $opts = '' if !defined $opts;
    my ($in, $in_len) = scalar_to_buffer($document);
    my ($options, $options_len) = scalar_to_buffer($opts);
    my ($length, $status, $out) = (65536);
    while (1) {
        # After too small a buffer the call may be repeated: nothing is done twice.
        $out = "\0" x $length;
        my ($to, $room) = scalar_to_buffer($out);
        $status = _function("einv_$verb", @verb)
            ->call($self->{engine}, $in, $in_len, $options, $options_len, $to, $room, \$length);
        last if $status != E_BUFFER || $length <= $room;
    }
    return ($status, substr($out, 0, $length));
}

# The old handle is kept, so a later call returns E_HANDLE.
sub close {
    my ($self) = @_;
    _function('einv_close', 'sint32')->call($self->{engine}) if $self->{engine};
    return;
}

# Text as a JSON string with its quotes.
sub quoted {
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
    return qq("$text");
}

1;

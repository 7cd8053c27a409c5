#!/usr/bin/perl
# A day at the counter: perl bill.pl bill.json [config.json]
# Validates the bill, registers it, saves its signed QR as qr.png and cancels it. Without a configuration the sandbox inside
# the library registers it.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Einv;

sub bytes_of {
    my ($name) = @_;
    open my $file, '<:raw', $name or die "$name: $!\n";
    local $/;
    return scalar <$file>;
}

# Values are picked from the answers, so no JSON is read here.
sub show_faults {
    my ($einv, $bill) = @_;
    for (my $i = 0; ; $i++) {
        my $pick = join ', ', map { qq("/findings/$i/$_") } qw(path message fix);
        my (undef, $text) = $einv->call(validate => $bill, qq({"pick": [$pick]}));
        my ($path, $message, $fix) = split /\n/, $text, -1;
        return 1 if $message eq '';
        print "$path: $message; $fix\n";
    }
}

sub run {
    my ($einv, $bill) = @_;
    my ($status, $text) = $einv->call(validate => $bill);
    return show_faults($einv, $bill) if $status == Einv::INVALID;
    if ($status != Einv::OK) { print "$text\n"; return 1; }
    print "valid\n";

    ($status, $text) = $einv->call(submit => $bill, '{"pick": ["/status", "/irn", "/ack_no", "/ack_date", "/signed_qr"]}');
    my ($state, $irn, $ack_no, $ack_date, $signed_qr) = split /\n/, $text, -1;
    if ($status == Einv::PENDING) { print "waiting; it will be sent: $state $irn\n"; return 1; }
    if ($status != Einv::OK) { print "refused: $text\n"; return 1; }
    print "$state $irn\nacknowledged $ack_no $ack_date\n";

    ($status, my $picture) = $einv->call(qr => '{"signed_qr": ' . Einv::quoted($signed_qr) . '}', '{"format": "png"}');
    if ($status != Einv::OK) { print "no picture: $picture\n"; return 1; }
    open my $file, '>:raw', 'qr.png' or die "qr.png: $!\n";
    print {$file} $picture;
    close $file or die "qr.png: $!\n";
    print "qr.png saved\n";

    my $request = qq({"irn": "$irn", "reason": "data_entry", "remark": "wrong buyer"});
    ($status, $text) = $einv->call(cancel => $request, '{"pick": ["/status", "/cancel_date"]}');
    if ($status != Einv::OK) { print "not cancelled: $text\n"; return 1; }
    print join(' ', split /\n/, $text), "\n";
    return 0;
}

if (!@ARGV) { print "usage: perl bill.pl bill.json [config.json]\n"; exit 2; }
my $code = eval {
    my $einv = Einv->new(@ARGV > 1 ? bytes_of($ARGV[1]) : '{}');
    my $done = run($einv, bytes_of($ARGV[0]));
    $einv->close;
    $done;
};
if (!defined $code) { print $@; exit 3; }
exit $code;

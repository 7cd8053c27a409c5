# The golden cases from Perl: perl golden.pl cases.txt folder answers
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../../examples/perl";
use Einv;

my ($cases, $folder, $answers) = @ARGV;
my ($bare, $engine) = (Einv->new, Einv->new('{"on":"2026-11-21"}'));
open my $list, '<:raw', $cases or die "$cases: $!\n";
while (my $case = <$list>) {
    chomp $case;
    my ($name, $which, $verb, $document, $opts) = split /\|/, $case, 5;
    $engine->close if $which eq '2';
    open my $from, '<:raw', "$folder/$document" or die "$document: $!\n";
    my $text = do { local $/; <$from> };
    my ($status, $answer) = ($which eq '0' ? $bare : $engine)->call($verb => $text, $opts);
    open my $to, '>:raw', "$answers/$name.$status" or die "$name: $!\n";
    print {$to} $answer;
    close $to or die "$name: $!\n";
}

<?php
// A day at the counter: php -d include_path=php/src examples/php/bill.php bill.json [config.json]
// Validates the bill, registers it, saves its signed QR as qr.png and cancels it. Without a configuration the sandbox inside
// the library registers it.
declare(strict_types=1);
require 'Einv.php';

function say(string $words): bool
{
    echo $words, "\n";
    return false;
}

// Values are picked from the answers, so no JSON is read here.
function show_faults(Einv $einv, string $bill): bool
{
    for ($i = 0; ; $i++) {
        $pick = ["/findings/$i/path", "/findings/$i/message", "/findings/$i/fix"];
        [$path, $message, $fix] = $einv->validate($bill, json_encode(['pick' => $pick]))->lines();
        if ($message === '') {
            return false;
        }
        say("$path: $message; $fix");
    }
}

function run(Einv $einv, string $bill): bool
{
    $report = $einv->validate($bill);
    if ($report->status === Einv::INVALID) {
        return show_faults($einv, $bill);
    }
    if ($report->status !== Einv::OK) {
        return say($report->text);
    }
    say('valid');

    $answer = $einv->submit($bill, '{"pick": ["/status", "/irn", "/ack_no", "/ack_date", "/signed_qr"]}');
    if ($answer->status > Einv::PENDING || $answer->status === Einv::INVALID) {
        return say("refused: $answer->text");
    }
    [$status, $irn, $ack_no, $ack_date, $signed_qr] = $answer->lines();
    if ($answer->status === Einv::PENDING) {
        return say("waiting; it will be sent: $status $irn");
    }
    say("$status $irn");
    say("acknowledged $ack_no $ack_date");

    $picture = $einv->qr(json_encode(['signed_qr' => $signed_qr]), '{"format": "png"}');
    if ($picture->status !== Einv::OK) {
        return say("no picture: $picture->text");
    }
    file_put_contents('qr.png', $picture->text);
    say('qr.png saved');

    $request = json_encode(['irn' => $irn, 'reason' => 'data_entry', 'remark' => 'wrong buyer']);
    $cancelled = $einv->cancel($request, '{"pick": ["/status", "/cancel_date"]}');
    if ($cancelled->status !== Einv::OK) {
        return say("not cancelled: $cancelled->text");
    }
    say(implode(' ', $cancelled->lines()));
    return true;
}

if ($argc < 2) {
    say('usage: php bill.php bill.json [config.json]');
    exit(2);
}
try {
    $einv = new Einv($argc > 2 ? file_get_contents($argv[2]) : '{}');
    $done = run($einv, file_get_contents($argv[1]));
    $einv->close();
    exit($done ? 0 : 1);
} catch (RuntimeException $why) {
    say($why->getMessage());
    exit(3);
}

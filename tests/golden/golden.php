<?php
// The golden cases from PHP: php golden.php cases.txt folder answers
declare(strict_types=1);
require __DIR__ . '/../../bindings/php/src/Einv.php';

$bare = new Einv();
$engine = new Einv('{"on":"2026-11-21"}');
foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $case) {
    [$name, $which, $verb, $document, $opts] = explode('|', $case, 5);
    if ($which === '2') {
        $engine->close();
    }
    $answer = ($which === '0' ? $bare : $engine)->$verb(file_get_contents("$argv[2]/$document"), $opts);
    file_put_contents("$argv[3]/$name.$answer->status", $answer->text);
}

<?php
// einv from PHP 7.4 or later, by its FFI extension: ffi.enable=1 in php.ini, or preload this file (docs/hosts/php.md). Needs no other
// file; the composer package has the libraries beside it.
declare(strict_types=1);

/** The library is missing, for another processor, or of another interface. */
final class EinvLibraryException extends RuntimeException {}

/** A failed call: the number is the code, the message is the library's own. */
final class EinvException extends RuntimeException {}

/** The result of a call: the number, and the text or file. */
final class EinvAnswer
{
    public int $status;
    public string $text;

    public function __construct(int $status, string $text)
    {
        $this->status = $status;
        $this->text = $text;
    }

    /** The picked values, one a line. */
    public function lines(): array
    {
        return explode("\n", $this->text);
    }
}

/**
 * A portal and a ledger; one for each process will do.
 *
 * Every verb is a method, named as in the header: $einv->submit($bill, '{"pick": "/irn"}'), $einv->validate($bill).
 */
final class Einv
{
    public const OK = 0, INVALID = 1, PENDING = 2;
    private const ABI = 1, E_BUFFER = 11, E_UNSUPPORTED = 18;
    private const BASE = 'int32_t einv_close(int32_t engine);
        int32_t einv_open(const char *config, int32_t len, int32_t *engine, char *out, int32_t cap, int32_t *out_len);';

    private static ?FFI $library = null;
    /** @var array<string, FFI> */
    private static array $verbs = [];
    private int $engine = 0;

    /** '{}' is the built-in sandbox; null is for the verbs without a portal and a ledger. */
    public function __construct(?string $config = null)
    {
        $library = self::library();
        if ($config === null) {
            return;
        }
        $engine = FFI::new('int32_t');
        $length = FFI::new('int32_t');
        $out = FFI::new('char[65536]');
        $status = $library->einv_open($config, strlen($config), FFI::addr($engine), $out, 65536, FFI::addr($length));
        $this->engine = $engine->cdata;
        if ($this->engine === 0) {
            throw new EinvException(FFI::string($out, $length->cdata), $status);
        }
    }

    /** @param array{0: string, 1?: string} $arguments the document, and the options */
    public function __call(string $verb, array $arguments): EinvAnswer
    {
        $document = $arguments[0] ?? '';
        $opts = $arguments[1] ?? '';
        $run = "einv_$verb";
        $library = self::$verbs[$verb] ??= self::declared($run);
        $length = FFI::new('int32_t');
        $length->cdata = 65536;
        do {
            // After too small a buffer the call may be repeated: nothing is done twice.
            $room = $length->cdata;
            $out = FFI::new("char[$room]");
            $to = FFI::addr($length);
            $status = $library->$run($this->engine, $document, strlen($document), $opts, strlen($opts), $out, $room, $to);
        } while ($status === self::E_BUFFER && $length->cdata > $room);
        return new EinvAnswer($status, FFI::string($out, $length->cdata));
    }

    /** The old handle is kept, so a later call returns E_HANDLE. */
    public function close(): void
    {
        if ($this->engine !== 0) {
            self::library()->einv_close($this->engine);
        }
    }

    private static function path(): string
    {
        if ($named = getenv('EINV_LIBRARY')) {
            return $named;
        }
        $name = ['Windows' => 'einv.dll', 'Darwin' => 'libeinv.1.dylib'][PHP_OS_FAMILY] ?? 'libeinv.so.1';
        // Windows' name for the processor says nothing of a 32-bit PHP.
        $machine = PHP_OS_FAMILY === 'Windows' ? (PHP_INT_SIZE === 8 ? 'x86_64' : 'i686') : php_uname('m');
        $inside = dirname(__DIR__) . '/lib/' . strtolower(PHP_OS_FAMILY) . "-$machine/$name";
        return is_file($inside) ? $inside : $name;
    }

    private static function library(): FFI
    {
        if (self::$library !== null) {
            return self::$library;
        }
        if (!extension_loaded('FFI')) {
            throw new EinvLibraryException('PHP has no FFI extension here: install it and set ffi.enable=1');
        }
        $path = self::path();
        try {
            $found = FFI::cdef('int32_t einv_abi(void);', $path)->einv_abi();
        } catch (FFI\Exception $why) {
            $fix = is_file($path) ? 'the file is there: is it for this PHP\'s processor?' : 'install it, or set EINV_LIBRARY to its file';
            throw new EinvLibraryException("the einv library can't be loaded: {$why->getMessage()}; $fix", 0, $why);
        }
        if ($found !== self::ABI) {
            throw new EinvLibraryException("$path has the interface $found, this program speaks " . self::ABI);
        }
        return self::$library = FFI::cdef(self::BASE, $path);
    }

    private static function declared(string $function): FFI
    {
        try {
            return FFI::cdef("int32_t $function(int32_t engine, const char *in, int32_t in_len, const char *opts,
                int32_t opts_len, char *out, int32_t out_cap, int32_t *out_len);", self::path());
        } catch (FFI\Exception $why) {
            throw new EinvException("this library has no $function: {$why->getMessage()}", self::E_UNSUPPORTED, $why);
        }
    }
}

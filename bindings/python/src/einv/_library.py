"""Finds the library, and calls every verb."""

from __future__ import annotations

import ctypes
import json
import os
import sys
import sysconfig
from base64 import b64encode
from ctypes import POINTER, byref, c_char_p, c_int32, c_void_p
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Optional, Union

from ._errors import E_BUFFER, E_LIMIT, E_UNSUPPORTED, OK, PENDING, refusal
from .answers import BY_VERB, Version

#: The input of a verb: an object to write as JSON, or JSON text.
Document = Union[dict[str, Any], list[Any], str, bytes]


class SimpleBill(dict[str, Any]):
    """A bill as :func:`einv.bill` makes it: verbs that take an invoice normalise it."""


#: What takes a document by itself, without the option ``normalize``.
_WITHOUT_NORMALIZE = ("normalize", "convert", "columns", "ewb", "ewb_validate")

ABI = 1
FIRST_BUFFER = 64 * 1024
INT32_MAX = 2**31 - 1

_VERB = [c_int32, c_char_p, c_int32, c_char_p, c_int32, c_void_p, c_int32, POINTER(c_int32)]
_SIGNATURES: dict[str, list[Any]] = {
    "einv_abi": [],
    "einv_version": [c_void_p, c_int32, POINTER(c_int32)],
    "einv_open": [c_char_p, c_int32, POINTER(c_int32), c_void_p, c_int32, POINTER(c_int32)],
    "einv_close": [c_int32],
    "einv_stop": [c_int32],
}


class LibraryNotFound(ImportError):
    """No usable einv library; the message lists every path tried."""


def open_engine(config: Optional[Document]) -> int:
    """A handle for ``config``. Called only once: a second call would open a second engine."""
    data = encode(config) or b"{}"
    handle, out = c_int32(0), _Buffer(FIRST_BUFFER)
    status = function("einv_open")(data, len(data), byref(handle), *out.arguments())
    if handle.value == 0:
        raise refusal(status, parse(out.written(status).decode("utf-8")))
    return handle.value


def close_engine(handle: int) -> int:
    return int(function("einv_close")(handle))


def stop_engine(handle: int) -> None:
    if status := function("einv_stop")(handle):
        raise refusal(status, None)


def version() -> Version:
    """Version, ABI, rule pack and build of the loaded library."""
    return Version(json.loads(_retrying(lambda out: function("einv_version")(*out.arguments()))[1]))


def call(verb: str, engine: int, document: Optional[Document], opts: dict[str, Any], *, accept: tuple[int, ...]) -> Any:
    """Calls ``einv_<verb>``. Numbers in ``accept`` return the answer, all others raise."""
    status, written = _run(verb, engine, document, opts)
    text = written.decode("utf-8")
    # ``pick`` applies only to answers; the text of a failed call is always its error object.
    answer = text if opts.get("pick") is not None and status <= PENDING else parse(text)
    if status in accept:
        kind = BY_VERB.get(verb)
        return kind(answer) if kind and isinstance(answer, dict) else answer
    raise refusal(status, answer)


def make(verb: str, engine: int, document: Document, opts: dict[str, Any]) -> bytes:
    """Calls a verb whose answer is a file. A refusal is JSON, and raises."""
    status, written = _run(verb, engine, document, opts)
    if status == OK:
        return written
    raise refusal(status, parse(written.decode("utf-8")))


def _run(verb: str, engine: int, document: Optional[Document], opts: dict[str, Any]) -> tuple[int, bytes]:
    if _is_simple(document) and verb not in _WITHOUT_NORMALIZE:
        opts = {"normalize": True, **opts}
    data, options = encode(document), encode(opts or None)
    run = function(f"einv_{verb}")
    arguments = (engine, data, len(data or b""), options, len(options or b""))
    return _retrying(lambda out: run(*arguments, *out.arguments()))


class _Buffer:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.bytes = ctypes.create_string_buffer(capacity)
        self.length = c_int32(0)

    def arguments(self) -> tuple[Any, ...]:
        return self.bytes, self.capacity, byref(self.length)

    def written(self, status: int) -> bytes:
        """The bytes written: none when the answer didn't fit."""
        if status == E_BUFFER or self.length.value > self.capacity:
            return b""
        return ctypes.string_at(self.bytes, self.length.value)


def _retrying(run: Callable[[_Buffer], int]) -> tuple[int, bytes]:
    """Runs with a growing buffer until the answer fits; the library guarantees that calling again is always safe."""
    out = _Buffer(FIRST_BUFFER)
    while (status := run(out)) == E_BUFFER and out.capacity <= out.length.value < INT32_MAX:
        out = _Buffer(out.length.value + 1)
    return status, out.written(status)


def encode(value: Optional[Document]) -> Optional[bytes]:
    """Bytes for the library. Text is passed unchanged, so the library itself checks it."""
    if value is None:
        return None
    if isinstance(value, str):
        # A lone surrogate becomes bytes that aren't UTF-8, which the library refuses with its own error.
        data = value.encode("utf-8", "surrogatepass")
    elif isinstance(value, (bytes, bytearray, memoryview)):
        data = bytes(value)
    else:
        plain = _exact if _is_simple(value) else _plain
        data = json.dumps(value, allow_nan=False, default=plain).encode("ascii")
    if len(data) > INT32_MAX:
        message = f"{len(data)} bytes are more than a call can take"
        raise refusal(E_LIMIT, {"error": {"code": "E_LIMIT", "message": message}})
    return data


def _is_simple(value: Any) -> bool:
    """Whether it is a simple bill, or a list of such."""
    return isinstance(value, SimpleBill) or isinstance(value, list) and any(isinstance(one, SimpleBill) for one in value)


def _exact(value: Any) -> Any:
    """The same for a simple bill, whose money may be text."""
    return str(value) if isinstance(value, Decimal) else _plain(value)


def _plain(value: Any) -> Any:
    """Converts types that billing data has and JSON lacks: exact decimals and dates."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        number = float(value)
        if Decimal(repr(number)) == value:
            return number
        raise ValueError(f"{str(value)[:30]} has more digits than a JSON number keeps here; round it, or pass the document as text")
    # The default message would contain the value: a file may be large, and must not end up in a log.
    hint = "; only the PDF of stamp may be bytes" if isinstance(value, (bytes, bytearray, memoryview)) else ""
    raise TypeError(f"{type(value).__name__} can't be written as JSON{hint}")


def with_pdf(document: Document) -> Document:
    """A document whose ``pdf`` may be the file's bytes, with it in base64."""
    if isinstance(document, dict) and isinstance(document.get("pdf"), (bytes, bytearray, memoryview)):
        return {**document, "pdf": b64encode(document["pdf"]).decode("ascii")}
    return document


def one_owner(handle: object) -> TypeError:
    """Raised by copying and pickling: a copy would close a handle that the original still uses."""
    name = type(handle).__name__
    return TypeError(f"{name} can't be copied or pickled: it stands for what this process has opened; open another one there")


def parse(text: str) -> Any:
    """JSON as Python objects; text that isn't JSON stays text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@lru_cache(maxsize=None)
def function(name: str) -> Callable[..., int]:
    library, path = _load()
    try:
        found = library[name]
    except AttributeError:
        message = f"{path} has no {name}: it is older than this package"
        raise refusal(E_UNSUPPORTED, {"error": {"code": "E_UNSUPPORTED", "message": message}}) from None
    found.argtypes, found.restype = _SIGNATURES.get(name, _VERB), c_int32
    return found


@lru_cache(maxsize=None)
def _load() -> tuple[ctypes.CDLL, str]:
    tried = []
    for path in _places():
        try:
            library = ctypes.CDLL(path)
            found = int(library.einv_abi())
        except (OSError, AttributeError) as why:
            tried.append(f"  {path}: {why}")
            continue
        if found == ABI:
            return library, path
        tried.append(f"  {path}: its ABI is {found}, this package speaks {ABI}")
    raise LibraryNotFound("no usable einv library; tried\n" + "\n".join(tried) + "\nSet EINV_LIBRARY to the library's file.")


def _places() -> list[str]:
    """Absolute paths only: a bare name would be searched in folders that others may write, such as the current one.

    An override is deliberate, so nothing else is tried when it fails.
    """
    if override := os.environ.get("EINV_LIBRARY"):
        return [os.path.abspath(override)]
    names = {"win32": "einv.dll", "cygwin": "einv.dll", "darwin": "libeinv.1.dylib"}
    name = names.get(sys.platform, "libeinv.so.1")
    return [str(Path(__file__).resolve().with_name(name)), *(os.path.join(folder, name) for folder in _system_folders())]


def _system_folders() -> list[str]:
    """The system's library folders. Windows has none for a program's own libraries."""
    if sys.platform in ("win32", "cygwin"):
        return []
    if sys.platform == "darwin":
        return ["/usr/local/lib", "/opt/homebrew/lib"]
    named = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    several = sysconfig.get_config_var("MULTIARCH")
    usual = [f"{root}/{several}" for root in ("/usr/local/lib", "/usr/lib") if several]
    usual += ["/usr/local/lib", "/usr/local/lib64", "/usr/lib64", "/usr/lib", "/lib64", "/lib"]
    return list(dict.fromkeys([folder for folder in named if os.path.isabs(folder)] + usual))

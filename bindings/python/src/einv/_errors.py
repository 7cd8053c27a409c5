"""The exceptions of a call: one class for each number of the C ABI, with the library's own message."""

from __future__ import annotations

from typing import Any, Optional

from .answers import Finding, Report

OK, INVALID, PENDING = 0, 1, 2
E_BUFFER, E_LIMIT, E_UNSUPPORTED = 11, 14, 18


class EinvError(Exception):
    """A refusal or failure. ``str()`` is the message with its place and its fix."""

    #: The number the library returned; 1 is :class:`Invalid`, above 2 the call failed.
    status: int = 0
    #: The number's name, such as ``"E_JSON"``.
    code: str = "E_UNKNOWN"

    def __init__(self, message: str, *, status: Optional[int] = None, answer: Any = None) -> None:
        super().__init__(message)
        if status is not None:
            self.status = status
        error = _object(_object(answer).get("error"))
        #: The library's whole answer: a dict, or text where it isn't JSON.
        self.answer: Any = answer
        self.message: str = message
        self.code = error.get("code") or type(self).code
        #: JSON pointer to the fault in the document, the options or the configuration.
        self.at: Optional[str] = error.get("at")
        #: What to do about it.
        self.fix: Optional[str] = error.get("fix")
        #: The document's IRN, where it is known.
        self.irn: Optional[str] = error.get("irn")
        #: ``"pending"`` or ``"in_doubt"`` when the document is stored anyway, and a later call will finish it.
        self.kept: Optional[str] = error.get("status")

    def __str__(self) -> str:
        place = f" (at {self.at})" if self.at else ""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{self.code}: {self.message}{place}{fix}"


class Invalid(EinvError):
    """The document is invalid, or the portal refused it. ``findings`` lists every fault."""

    status, code = 1, "INVALID"

    def __init__(self, message: str, *, status: Optional[int] = None, answer: Any = None) -> None:
        super().__init__(message, status=status, answer=answer)
        said = _object(answer)
        #: The report as ``validate`` gives it; empty where the answer has none.
        self.report: Report = Report(_object(said.get("report", said if "findings" in said else None)))
        #: The report's findings.
        self.findings: list[Finding] = self.report.findings or []
        self.irn = said.get("irn") or self.report.get("irn")
        self.fix = said.get("fix")


class ArgError(EinvError):
    status, code = 10, "E_ARG"


class BufferTooSmall(EinvError):
    status, code = 11, "E_BUFFER"


class Utf8Error(EinvError):
    status, code = 12, "E_UTF8"


class JsonError(EinvError):
    status, code = 13, "E_JSON"


class LimitError(EinvError):
    status, code = 14, "E_LIMIT"


class OptionError(EinvError):
    status, code = 15, "E_OPTION"


class HandleError(EinvError):
    """The engine is closed, or the verb needs one and got 0."""

    status, code = 16, "E_HANDLE"


class PanicError(EinvError):
    """A fault inside the library, caught. The engine stays usable; please report it."""

    status, code = 17, "E_PANIC"


class UnsupportedError(EinvError):
    status, code = 18, "E_UNSUPPORTED"


class ConfigError(EinvError):
    status, code = 20, "E_CONFIG"


class AuthError(EinvError):
    status, code = 21, "E_AUTH"


class NetworkError(EinvError):
    status, code = 22, "E_NETWORK"


class PortalTimeout(EinvError):
    status, code = 23, "E_TIMEOUT"


class PortalError(EinvError):
    status, code = 24, "E_PORTAL"


class LedgerError(EinvError):
    status, code = 25, "E_LEDGER"


class Stopped(EinvError):
    """``Engine.stop`` ended the call. The engine stays usable."""

    status, code = 26, "E_STOPPED"


class Conflict(EinvError):
    """This number already belongs to another document."""

    status, code = 27, "E_CONFLICT"


BY_STATUS: dict[int, type[EinvError]] = {c.status: c for c in EinvError.__subclasses__()}


def refusal(status: int, answer: Any) -> EinvError:
    """The exception for a returned number; a number newer than this package is a plain :class:`EinvError`."""
    return BY_STATUS.get(status, EinvError)(_message(status, answer), status=status, answer=answer)


def _message(status: int, answer: Any) -> str:
    said = _object(answer)
    if message := _object(said.get("error")).get("message"):
        return str(message)
    findings = _object(said.get("report", said)).get("findings") or []
    errors = [f for f in findings if f.get("severity") == "error"] or findings
    if errors:
        first, more = errors[0], len(errors) - 1
        text = f"{first.get('code')} {first.get('path')}: {first.get('message')}"
        return text + (f" (and {more} more)" if more else "")
    if words := said.get("message") or said.get("status") or (isinstance(answer, str) and answer):
        return str(words)
    return (BY_STATUS.get(status, EinvError).__doc__ or f"the library returned {status}").split("\n")[0]


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

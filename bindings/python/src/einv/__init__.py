"""India's GST e-invoicing inside the billing program.

One rule for every verb: it *returns* what the library has taken on (done, or kept and to be finished later: look at
``answer["status"]``), and *raises* what was refused (:class:`Invalid`) or failed (the other :class:`EinvError`).
Only ``validate`` and ``verify`` return their report either way: whether it is valid, or genuine, is their answer.

Documents go in as dict, JSON text or bytes; options are keyword arguments (``on="2026-11-21"``); answers come back as
dicts whose members are attributes too, typed (:class:`Registration`, :class:`Report`, … in :mod:`einv.answers`), as plain text when
``pick`` is given, and files (``qr``, ``print``, ``stamp``) as bytes.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, NoReturn, Optional

from . import _library, _table, answers
from ._answer import Answer
from ._batch import Batch
from ._bill import Bill
from ._errors import (
    INVALID,
    OK,
    PENDING,
    ArgError,
    AuthError,
    BufferTooSmall,
    ConfigError,
    Conflict,
    EinvError,
    HandleError,
    Invalid,
    JsonError,
    LedgerError,
    LimitError,
    NetworkError,
    OptionError,
    PanicError,
    PortalError,
    PortalTimeout,
    Stopped,
    UnsupportedError,
    Utf8Error,
)
from ._library import Document, LibraryNotFound, SimpleBill, version
from .answers import (
    Applicability,
    Cancellation,
    EwayReport,
    Explanation,
    Finding,
    Identity,
    Normalized,
    Registration,
    Report,
    Settled,
    Verdict,
)
from ._table import Table

#: The package's version, which is its library's; `version()` asks the loaded library.
__version__ = "0.1.0"

# Without `hash` and `print`: a star import leaves Python's own alone. They are einv.hash and einv.print.
__all__ = [
    "Answer",
    "Applicability",
    "ArgError",
    "AuthError",
    "Batch",
    "Bill",
    "BufferTooSmall",
    "Cancellation",
    "EwayReport",
    "ConfigError",
    "Conflict",
    "Document",
    "EinvError",
    "Engine",
    "Explanation",
    "Finding",
    "HandleError",
    "Identity",
    "Invalid",
    "JsonError",
    "LedgerError",
    "LibraryNotFound",
    "LimitError",
    "NetworkError",
    "Normalized",
    "OptionError",
    "PanicError",
    "PortalError",
    "PortalTimeout",
    "Registration",
    "Report",
    "Settled",
    "SimpleBill",
    "Stopped",
    "Table",
    "UnsupportedError",
    "Utf8Error",
    "Verdict",
    "answers",
    "applicability",
    "bill",
    "codes",
    "columns",
    "compute",
    "convert",
    "ewb_print",
    "ewb_validate",
    "explain",
    "export",
    "gstr1",
    "normalize",
    "qr",
    "read_table",
    "rules",
    "stamp",
    "validate",
    "verify",
    "version",
]

_TAKEN = (OK, PENDING)
_JUDGED = (OK, INVALID)


class Engine:
    """A portal and a ledger. Any thread may call it; share one among all.

    ``config`` is the configuration as dict or JSON text; without it, the built-in sandbox with a ledger in memory.
    """

    def __init__(self, config: Optional[Document] = None) -> None:
        self._handle = 0
        self._open = False
        self._handle = _library.open_engine(config)
        self._open = True

    def validate(self, invoice: Document, **opts: Any) -> Any:
        """The report on an invoice, valid or not."""
        return _library.call("validate", self._handle, invoice, opts, accept=_JUDGED)

    def ewb_validate(self, document: Document, **opts: Any) -> Any:
        """The report on an e-way bill document: the system's own keys, INV-01 with ``EwbDtls``, or a bill with transport."""
        return _library.call("ewb_validate", self._handle, document, opts, accept=_JUDGED)

    def hash(self, document: Document, **opts: Any) -> Any:
        """The IRN of an invoice, or of ``{"gstin", "type", "number", "date"}``, computed offline."""
        return _library.call("hash", self._handle, document, opts, accept=_TAKEN)

    def explain(self, question: Document, **opts: Any) -> Any:
        """Meaning, cause and fix of a portal code: ``{"code": "2172"}``."""
        return _library.call("explain", self._handle, question, opts, accept=_TAKEN)

    def applicability(self, bill: Document, **opts: Any) -> Any:
        """Reports whether the law requires an e-invoice, by when, and why."""
        return _library.call("applicability", self._handle, bill, opts, accept=_JUDGED)

    def gstr1(self, invoices: Document, **opts: Any) -> Any:
        """GSTR-1: where each invoice lands; with ``{"gstin", "period"}`` the return, and with ``form="upload"`` its file."""
        return _library.call("gstr1", self._handle, invoices, opts, accept=_JUDGED)

    def rules(self, filter: Optional[Document] = None, **opts: Any) -> Any:
        """The rule catalogue, or the rows that match a filter."""
        return _library.call("rules", self._handle, filter, opts, accept=_TAKEN)

    def codes(self, filter: Optional[Document] = None, **opts: Any) -> Any:
        """A master code list: ``{"list": "units"}``; without one, the names of the lists."""
        return _library.call("codes", self._handle, filter, opts, accept=_TAKEN)

    def reconcile(self, download: Document, **opts: Any) -> Any:
        """The differences between the ledger and the portal's GSTR-1 e-invoice download."""
        return _library.call("reconcile", self._handle, download, opts, accept=_JUDGED)

    def verify(self, token: Document, **opts: Any) -> Any:
        """Verdict and content of ``{"signed_qr"}`` or ``{"signed_invoice"}``, compared with ``"invoice"`` where given."""
        return _library.call("verify", self._handle, token, opts, accept=_JUDGED)

    def qr(self, text: Document, **opts: Any) -> bytes:
        """The picture of ``{"signed_qr"}``: ``format="svg"``, ``"png"``, ``"bmp"``, ``"escpos"`` or ``"text"``."""
        return _library.make("qr", self._handle, text, opts)

    def print(self, document: Document, **opts: Any) -> bytes:
        """The PDF of an invoice, with the registration from the ledger; or of ``{"invoice", "registration"}``."""
        return _library.make("print", self._handle, document, opts)

    def ewb_print(self, document: Document, **opts: Any) -> bytes:
        """The slip of ``{"ewb": …}`` or ``{"consolidated": …}`` as PDF, with QR and bar code."""
        return _library.make("ewb_print", self._handle, document, opts)

    def stamp(self, document: Document, **opts: Any) -> bytes:
        """The PDF of ``{"pdf", "registration", "page", "place"}``, bytes or base64, with IRN and QR on it."""
        return _library.make("stamp", self._handle, _library.with_pdf(document), opts)

    def compute(self, lines: Document, **opts: Any) -> Any:
        """Completes an invoice that has lines but no totals."""
        return _library.call("compute", self._handle, lines, opts, accept=_TAKEN)

    def convert(self, table: Document, **opts: Any) -> Any:
        """The bills of a table, sorted: ``{"path": "bills.xlsx"}``, with ``preset`` or ``map`` beside it. :meth:`read_table` takes
        Python's own objects."""
        return _library.call("convert", self._handle, table, opts, accept=_JUDGED)

    def columns(self, table: Document, **opts: Any) -> Any:
        """How a table would be read, with a mapping file to edit."""
        return _library.call("columns", self._handle, table, opts, accept=_JUDGED)

    def normalize(self, bill: Document, **opts: Any) -> Any:
        """A bill of another shape or spelling as INV-01, with every change and every fault."""
        return _library.call("normalize", self._handle, bill, opts, accept=_JUDGED)

    def read_table(self, source: Any, **how: Any) -> Table:
        """The bills of a path, bytes, DataFrame or list of dicts: ``table.ready``, ``.faulty``, ``.skipped``. Beside it ``preset=``,
        ``map=``, ``sheet=``, ``parties=``, ``items=``, ``defaults=`` and options of ``convert``. ``docs/tables.md`` has the rest."""
        return _table.read(self.convert, source, **how)

    def submit(self, invoice: Document, **opts: Any) -> Any:
        """Registers an invoice: the registration, or ``status`` ``pending`` or ``in_doubt`` when it is stored and still waiting."""
        return _library.call("submit", self._handle, invoice, opts, accept=_TAKEN)

    def cancel(self, document: Document, **opts: Any) -> Any:
        """Cancels ``{"irn", "reason", "remark"}``; the four keys of the document may replace its IRN."""
        return _library.call("cancel", self._handle, document, opts, accept=_TAKEN)

    def status(self, document: Document, **opts: Any) -> Any:
        """Returns what the ledger knows about ``{"irn"}`` or the four keys."""
        return _library.call("status", self._handle, document, opts, accept=_TAKEN)

    def flush(self, **opts: Any) -> Any:
        """Checks unanswered documents with the portal and sends waiting ones; returns the counts by result."""
        return _library.call("flush", self._handle, None, opts, accept=_TAKEN)

    def fetch(self, question: Document, **opts: Any) -> Any:
        """Returns what the portal says now about ``{"irn"}`` or the four keys."""
        return _library.call("fetch", self._handle, question, opts, accept=_TAKEN)

    def gstin(self, question: Document, **opts: Any) -> Any:
        """A taxpayer, from the ledger or from the portal: ``{"gstin"}``."""
        return _library.call("gstin", self._handle, question, opts, accept=_TAKEN)

    def ewb(self, document: Document, **opts: Any) -> Any:
        """Makes an e-way bill, once: of a registered document, or of one that needs no IRN."""
        return _library.call("ewb", self._handle, document, opts, accept=_TAKEN)

    def ewb_cancel(self, document: Document, **opts: Any) -> Any:
        """Cancels an e-way bill: ``{"irn"}`` or ``{"ewb_no"}``, with ``"reason"`` and ``"remark"``."""
        return _library.call("ewb_cancel", self._handle, document, opts, accept=_TAKEN)

    def ewb_vehicle(self, move: Document, **opts: Any) -> Any:
        """Part B of an e-way bill, or another vehicle: ``{"ewb_no", "vehicle", "from", "reason", "remark"}``; or several."""
        return _library.call("ewb_vehicle", self._handle, move, opts, accept=_TAKEN)

    def ewb_transporter(self, move: Document, **opts: Any) -> Any:
        """Hands the goods to a transporter: ``{"ewb_no", "transporter_id"}``."""
        return _library.call("ewb_transporter", self._handle, move, opts, accept=_TAKEN)

    def ewb_extend(self, extension: Document, **opts: Any) -> Any:
        """Extends the validity: ``{"ewb_no", "remaining_km", "reason", "remark", "from"}``."""
        return _library.call("ewb_extend", self._handle, extension, opts, accept=_TAKEN)

    def ewb_consolidate(self, bills: Document, **opts: Any) -> Any:
        """One consolidated e-way bill of several: ``{"ewb_nos", "vehicle", "from"}``."""
        return _library.call("ewb_consolidate", self._handle, bills, opts, accept=_TAKEN)

    def ewb_reject(self, bill: Document, **opts: Any) -> Any:
        """Rejects an e-way bill that the other party made: ``{"ewb_no"}``."""
        return _library.call("ewb_reject", self._handle, bill, opts, accept=_TAKEN)

    def ewb_fetch(self, bill: Document, **opts: Any) -> Any:
        """What the e-way bill system says of an e-way bill now; or those of a day: ``{"gstin", "day", "as"}``."""
        return _library.call("ewb_fetch", self._handle, bill, opts, accept=_TAKEN)

    def audit(self, filter: Optional[Document] = None, **opts: Any) -> Any:
        """The calls to portals and their answers, with secrets masked."""
        return _library.call("audit", self._handle, filter, opts, accept=_TAKEN)

    def list(self, filter: Optional[Document] = None, **opts: Any) -> Any:
        """The documents of the ledger by ``from``, ``to``, ``gstin``, ``status``, ``buyer``, ``min``, ``max`` and ``text``, page by page."""
        return _library.call("list", self._handle, filter, opts, accept=_TAKEN)

    def due(self, books: Optional[Document] = None, **opts: Any) -> Any:
        """The documents due to be reported, checked or cancelled, the most urgent first. ``{"books": […]}`` is compared with them."""
        return _library.call("due", self._handle, books, opts, accept=_TAKEN)

    def batch(self, invoices: Document, **opts: Any) -> Batch:
        """Registers many invoices, several at a time: a list, text with one invoice a line, or ``{"path": "bills.ndjson"}``.
        Iterate the batch for the results. Running the same batch again resumes it."""
        return Batch(self, int(_library.call("batch", self._handle, invoices, opts, accept=_TAKEN)["job"]))

    def export(self, invoices: Document, **opts: Any) -> Any:
        """The documents for the portal's own bulk upload: a list to write as JSON."""
        return _library.call("export", self._handle, invoices, opts, accept=_TAKEN)

    def import_(self, answers: Document, **opts: Any) -> Any:
        """Enters documents registered elsewhere, by their signed invoices; the answer has a result for each, refused or not."""
        return _library.call("import", self._handle, answers, opts, accept=_JUDGED)

    def stop(self) -> None:
        """Ends the calls in flight: each raises :class:`Stopped`. The engine stays usable."""
        _library.stop_engine(self._handle)

    def close(self) -> None:
        """Closes the engine; a second call has no effect. Later calls raise :class:`HandleError`."""
        # The stale handle is kept: with 0 the pure verbs would continue as if nothing had happened.
        if self._open:
            self._open = False
            _library.close_engine(self._handle)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            self.close()

    def __reduce__(self) -> NoReturn:
        raise _library.one_owner(self)

    def __repr__(self) -> str:
        return f"<einv.Engine {'open' if self._open else 'closed'}>"


def validate(invoice: Document, **opts: Any) -> Any:
    """As :meth:`Engine.validate`, without an engine."""
    return _library.call("validate", 0, invoice, opts, accept=_JUDGED)


def hash(document: Document, **opts: Any) -> Any:
    """As :meth:`Engine.hash`, without an engine."""
    return _library.call("hash", 0, document, opts, accept=_TAKEN)


def explain(question: Document, **opts: Any) -> Any:
    """As :meth:`Engine.explain`, without an engine."""
    return _library.call("explain", 0, question, opts, accept=_TAKEN)


def ewb_validate(document: Document, **opts: Any) -> Any:
    """As :meth:`Engine.ewb_validate`, without an engine."""
    return _library.call("ewb_validate", 0, document, opts, accept=_JUDGED)


def applicability(bill: Document, **opts: Any) -> Any:
    """As :meth:`Engine.applicability`, without an engine."""
    return _library.call("applicability", 0, bill, opts, accept=_JUDGED)


def export(invoices: Document, **opts: Any) -> Any:
    """As :meth:`Engine.export`, without an engine."""
    return _library.call("export", 0, invoices, opts, accept=_TAKEN)


def gstr1(invoices: Document, **opts: Any) -> Any:
    """As :meth:`Engine.gstr1`, without an engine."""
    return _library.call("gstr1", 0, invoices, opts, accept=_JUDGED)


def rules(filter: Optional[Document] = None, **opts: Any) -> Any:
    """As :meth:`Engine.rules`, without an engine."""
    return _library.call("rules", 0, filter, opts, accept=_TAKEN)


def codes(filter: Optional[Document] = None, **opts: Any) -> Any:
    """As :meth:`Engine.codes`, without an engine."""
    return _library.call("codes", 0, filter, opts, accept=_TAKEN)


def verify(token: Document, **opts: Any) -> Any:
    """As :meth:`Engine.verify`, without an engine: the portal's keys are ``qr_keys=["certificate.cer"]``."""
    return _library.call("verify", 0, token, opts, accept=_JUDGED)


def qr(text: Document, **opts: Any) -> bytes:
    """As :meth:`Engine.qr`, without an engine."""
    return _library.make("qr", 0, text, opts)


def print(document: Document, **opts: Any) -> bytes:
    """As :meth:`Engine.print`, without an engine."""
    return _library.make("print", 0, document, opts)


def ewb_print(document: Document, **opts: Any) -> bytes:
    """As :meth:`Engine.ewb_print`, without an engine."""
    return _library.make("ewb_print", 0, document, opts)


def stamp(document: Document, **opts: Any) -> bytes:
    """As :meth:`Engine.stamp`, without an engine."""
    return _library.make("stamp", 0, _library.with_pdf(document), opts)


def compute(lines: Document, **opts: Any) -> Any:
    """As :meth:`Engine.compute`, without an engine."""
    return _library.call("compute", 0, lines, opts, accept=_TAKEN)


def convert(table: Document, **opts: Any) -> Any:
    """As :meth:`Engine.convert`, without an engine: the seller comes with ``taxpayer={"gstin": …, "seller": {…}}``."""
    return _library.call("convert", 0, table, opts, accept=_JUDGED)


def columns(table: Document, **opts: Any) -> Any:
    """As :meth:`Engine.columns`, without an engine."""
    return _library.call("columns", 0, table, opts, accept=_JUDGED)


def normalize(bill: Document, **opts: Any) -> Any:
    """As :meth:`Engine.normalize`, without an engine: the seller comes with ``taxpayer={"gstin": …, "seller": {…}}``."""
    return _library.call("normalize", 0, bill, opts, accept=_JUDGED)


def read_table(source: Any, **how: Any) -> Table:
    """As :meth:`Engine.read_table`, without an engine: the seller comes with ``taxpayer={"gstin": …, "seller": {…}}``."""
    return _table.read(convert, source, **how)


def bill(**keys: Any) -> SimpleBill:
    """A simple bill: ``bill(number="SB/1", date=date.today(), buyer={…}, lines=[…])``. Every verb that takes an invoice takes it, and
    normalises it. Money may be ``Decimal`` or text: it stays exact. ``docs/simple.md`` lists the keys."""
    return SimpleBill(keys)

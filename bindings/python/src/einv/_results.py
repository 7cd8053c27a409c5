"""The answers of calls: dicts as the library wrote them, with well-known keys as attributes, too.

``answer["irn"]`` and ``answer.irn`` are the same; a key that an answer doesn't have is ``None`` as an attribute. What a newer
library adds is in the dict.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Optional


#: The longest shown part of an answer, and of one text in it: a line of a terminal or a log.
SHOWN, LONGEST = 84, 24


class Answer(dict[str, Any]):
    """An answer of the library. It is a plain dict too: ``json.dumps`` writes it, ``==`` compares it with one."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(said)
        for known in fields(self):  # type: ignore[arg-type]
            setattr(self, known.name, self.get(known.name))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_short(self, SHOWN)})"


def _short(said: dict[str, Any], room: int) -> str:
    """As much of an answer as fits a line; the dict has all of it."""
    shown: list[str] = []
    for key, value in said.items():
        if value is None:
            continue
        one = f"{key}={_brief(value)}"
        room -= len(one) + 2
        if room < 0:
            return ", ".join([*shown, "…"])
        shown.append(one)
    return ", ".join(shown)


def _brief(value: Any) -> str:
    """A value in a few characters; a container by its number of elements."""
    if isinstance(value, list):
        return f"[{len(value)}]"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]}…'"


@dataclass(init=False, repr=False, eq=False)
class Finding(Answer):
    """One fault, or warning, of a document."""

    #: The portal's number for it, such as ``"2182"``.
    code: Optional[str]
    #: ``"error"``, ``"warning"`` or ``"info"``.
    severity: str
    #: ``"ewb"`` where only the e-way bill would fail for it.
    affects: Optional[str]
    #: JSON pointer to the field.
    path: str
    #: The line's number from 1, where it is about a line.
    item: Optional[int]
    rule: str
    value: Any
    expected: Any
    message: str
    fix: str
    source: Optional[str]
    #: Where it stood in what was normalised: ``{"path"}`` in JSON.
    at: Optional[dict[str, Any]]


@dataclass(init=False, repr=False, eq=False)
class Report(Answer):
    """The report of ``validate``, which every refusal has, too."""

    valid: bool
    #: ``"valid"``, ``"invalid"`` or ``"not_judged"``.
    verdict: str
    #: The e-way bill: its ``verdict`` is ``"valid"``, ``"invalid"`` or ``"absent"``.
    ewb: Optional[dict[str, Any]]
    irn: Optional[str]
    document: Optional[dict[str, Any]]
    #: Rules that only the portal, or a more complete taxpayer profile, can decide.
    not_judged: list[str]
    findings: list[Finding]
    rules: str

    def __init__(self, said: dict[str, Any]) -> None:
        if "findings" in said:
            said = {**said, "findings": [Finding(one) for one in said["findings"]]}
        super().__init__(said)


@dataclass(init=False, repr=False, eq=False)
class EwayReport(Answer):
    """The report of ``ewb_validate`` on an e-way bill document."""

    valid: bool
    #: ``"valid"`` or ``"invalid"``.
    verdict: str
    #: ``{"gstin", "type", "number", "date", "fin_year"}``.
    document: dict[str, Any]
    #: How far the bill would be filled: ``"A"`` or ``"B"``.
    part: str
    #: Whether the law asks for an e-way bill: ``"due"``, ``"not_due"`` or ``"cannot_tell"``.
    ewb: str
    reasons: list[dict[str, Any]]
    #: Rules that only the system, or a more complete taxpayer profile, can decide.
    not_judged: list[str]
    findings: list[Finding]
    rules: str

    def __init__(self, said: dict[str, Any]) -> None:
        if "findings" in said:
            said = {**said, "findings": [Finding(one) for one in said["findings"]]}
        super().__init__(said)


@dataclass(init=False, repr=False, eq=False)
class Normalized(Answer):
    """What ``normalize`` says: a bill as INV-01, and what was changed."""

    #: ``"inv01"``, ``"simple"``, ``"cleartax"``, ``"mastersindia"``, ``"iris"``, ``"nic_bulk"``, ``"signed"`` or ``"wrapper"``.
    kind: str
    invoice: dict[str, Any]
    #: ``{"path", "from", "to", "why", "at"}`` each.
    changes: list[dict[str, Any]]
    #: How many values are only written otherwise.
    dressed: int
    findings: list[Finding]

    def __init__(self, said: dict[str, Any]) -> None:
        if "findings" in said:
            said = {**said, "findings": [Finding(one) for one in said["findings"]]}
        super().__init__(said)


@dataclass(init=False, repr=False, eq=False)
class Registration(Answer):
    """The answer of ``submit``, ``status`` and ``fetch``: look at ``status`` first."""

    #: ``"registered"``, ``"pending"``, ``"in_doubt"``, ``"cancelled"``, ``"rejected"``, ``"unknown"``, …
    status: str
    irn: Optional[str]
    ack_no: Optional[str]
    #: RFC 3339, Indian time.
    ack_date: Optional[str]
    signed_invoice: Optional[str]
    signed_qr: Optional[str]
    portal: Optional[str]
    #: Whether a look-up found it at the portal.
    recovered: Optional[bool]
    cancel_until: Optional[str]
    ewb: Optional[dict[str, Any]]
    info: Optional[list[Any]]
    report: Optional[Report]
    #: Made by the sandbox, so not a tax invoice.
    sandbox: Optional[bool]

    def __init__(self, said: dict[str, Any]) -> None:
        if isinstance(said.get("report"), dict):
            said = {**said, "report": Report(said["report"])}
        super().__init__(said)


@dataclass(init=False, repr=False, eq=False)
class Cancellation(Answer):
    """The answer of ``cancel``."""

    #: ``"cancelled"``, ``"withdrawn"`` when it was not sent yet, or ``"registered"`` while the result is unknown.
    status: str
    irn: Optional[str]
    cancel_date: Optional[str]
    reason: Optional[str]
    remark: Optional[str]


@dataclass(init=False, repr=False, eq=False)
class Identity(Answer):
    """The answer of ``hash``: a document's IRN and the facts behind it."""

    irn: str
    gstin: str
    fin_year: str
    type: str
    number: str


@dataclass(init=False, repr=False, eq=False)
class Verdict(Answer):
    """The answer of ``verify``: the verdict on a signature, and the signed content."""

    #: ``"verified"``, ``"wrong_signature"``, ``"unknown_key"``, ``"malformed"`` or ``"sandbox"``.
    verdict: str
    kid: Optional[str]
    issuer: Optional[str]
    content: Optional[dict[str, Any]]
    #: Where the invoice differs from the signed content.
    differs: list[Any]


@dataclass(init=False, repr=False, eq=False)
class Applicability(Answer):
    """Reports whether the law requires an e-invoice, by when, and why."""

    #: ``"required"``, ``"not_required"`` or ``"cannot_tell"``.
    verdict: str
    reasons: list[dict[str, Any]]
    threshold: Optional[dict[str, Any]]
    crossed_in: Optional[str]
    report_by: Optional[str]
    ewb: Optional[str]
    b2c_qr: Optional[str]
    exposure: Optional[dict[str, Any]]


@dataclass(init=False, repr=False, eq=False)
class Explanation(Answer):
    """Meaning, cause and fix of a portal's code."""

    code: str
    meaning: str
    cause: str
    fix: str
    retry: Any


@dataclass(init=False, repr=False, eq=False)
class Settled(Answer):
    """The documents that ``flush`` processed, counted by result."""

    registered: int
    rejected: int
    cancelled: int
    withdrawn: int
    pending: int
    in_doubt: int
    left: int


#: The verbs whose answers have their own class; all others return a plain dict.
BY_VERB: dict[str, type[Answer]] = {
    "applicability": Applicability,
    "cancel": Cancellation,
    "ewb_validate": EwayReport,
    "explain": Explanation,
    "fetch": Registration,
    "flush": Settled,
    "hash": Identity,
    "normalize": Normalized,
    "status": Registration,
    "submit": Registration,
    "validate": Report,
    "verify": Verdict,
}


def result(verb: str, said: Any) -> Any:
    """The answer of a verb, in its class where it has one."""
    kind = BY_VERB.get(verb)
    return kind(said) if kind and isinstance(said, dict) else said

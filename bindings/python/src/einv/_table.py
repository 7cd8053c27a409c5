"""Bills of tables: ``read_table`` and what it gives."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Callable, Optional, Union

from ._library import SimpleBill
from .answers import Converted, ConvertedBill, ConvertedCounts, ReadAs, SkippedBills

#: A path, the bytes of a file, a DataFrame, rows (dicts by heading, or lists whose first are the headings), or documents.
Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, Sequence[Any], Any]


class Table(Sequence[ConvertedBill]):
    """The bills of a table, in its order."""

    def __init__(self, pages: list[Converted]) -> None:
        first = pages[0]
        #: How many ``rows`` and ``bills``, ``ready``, ``faulty`` and ``skipped`` there are.
        self.counts: ConvertedCounts = first.counts
        #: How the table was read: ``kind``, ``preset``, ``sheet``, ``header_row``, ``passed_over``, …
        self.read: ReadAs = first.read
        #: What is wrong with the table itself.
        self.findings = first.findings
        #: What was left out, by reason.
        self.skips: list[SkippedBills] = first.skips
        #: Every bill.
        self.bills: list[ConvertedBill] = [bill for page in pages for bill in page.bills]

    def __len__(self) -> int:
        return len(self.bills)

    def __getitem__(self, place: Any) -> Any:
        return self.bills[place]

    def __iter__(self) -> Iterator[ConvertedBill]:
        return iter(self.bills)

    def __repr__(self) -> str:
        return f"Table({', '.join(f'{key}={value}' for key, value in self.counts.items())})"

    @property
    def ready(self) -> list[ConvertedBill]:
        """Complete and valid: to be sent."""
        return [bill for bill in self.bills if bill.status == "ready"]

    @property
    def faulty(self) -> list[ConvertedBill]:
        """To be corrected."""
        return [bill for bill in self.bills if bill.status == "faulty"]

    @property
    def skipped(self) -> list[ConvertedBill]:
        """Not to be sent; ``reason`` says why."""
        return [bill for bill in self.bills if bill.status == "skipped"]

    def to_frame(self) -> Any:
        """A DataFrame with a row for each fault: where it stands, what is wrong, what to do. Needs pandas."""
        import pandas

        said = [(bill.number, fault) for bill in self.faulty for fault in bill.findings if fault.severity == "error"]
        said += [(None, fault) for fault in self.findings]
        rows = [
            {"bill": number, "rule": fault.rule, "message": fault.message, "fix": fault.fix}
            | {key: (fault.at or {}).get(key) for key in ("sheet", "row", "column", "heading", "value")}
            for number, fault in said
        ]
        return pandas.DataFrame(rows)


def read(
    convert: Callable[..., Any],
    source: Source,
    *,
    name: Optional[str] = None,
    preset: Optional[str] = None,
    map: Any = None,
    sheet: Optional[str] = None,
    parties: Any = None,
    items: Any = None,
    defaults: Optional[Mapping[str, Any]] = None,
    **opts: Any,
) -> Table:
    """Runs ``convert`` page by page."""
    beside = {"preset": preset, "sheet": sheet, "defaults": _plain_dict(defaults), "map": _path_or(map, dict)}
    beside |= {"parties": _table(parties), "items": _table(items)}
    request = {**_bills(source, name), **{key: value for key, value in beside.items() if value is not None}}
    pages: list[Converted] = []
    after: Optional[int] = 0
    while after is not None:
        page = convert(request, **({"after": after} if after else {}), **opts)
        pages.append(page)
        after = page.next
    return Table(pages)


def _bills(source: Source, name: Optional[str]) -> dict[str, Any]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        named = {} if name is None else {"name": name}
        return {"base64": b64encode(source).decode("ascii"), **named}
    if isinstance(source, (str, os.PathLike)):
        return {"path": os.path.abspath(os.fspath(source))}
    rows = list(_rows(source))
    return {"documents": rows} if any(_is_document(row) for row in rows) else {"rows": rows}


def _is_document(row: Any) -> bool:
    """Whether it is a bill by itself, not a row: something in it is more than a cell."""
    if isinstance(row, SimpleBill):
        return True
    return isinstance(row, dict) and any(isinstance(value, (dict, list)) for value in row.values())


def _rows(source: Any) -> Iterator[Any]:
    """Rows of a DataFrame, or of a list, their values as JSON has them."""
    if hasattr(source, "columns") and hasattr(source, "itertuples"):
        names = [str(column) for column in source.columns]
        for row in source.itertuples(index=False, name=None):
            yield {column: _cell(value) for column, value in zip(names, row)}
        return
    if isinstance(source, Mapping):
        source = [source]
    for row in source:
        if isinstance(row, SimpleBill):
            yield row
        elif isinstance(row, Mapping):
            yield {str(key): _cell(value) for key, value in row.items()}
        else:
            yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    """Dates stay dates, ``Decimal`` stays exact, numpy's numbers are numbers, and what is no number at all is blank."""
    if value is None or isinstance(value, (str, bool, int, dict, list)):
        return value
    # pandas.NaT, pandas.NA, numpy.nan: none is equal to itself.
    try:
        if value != value:
            return None
    except (TypeError, ValueError):
        return None
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return value if value not in (float("inf"), float("-inf")) else None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return _cell(value.item())
    return str(value)


def _table(given: Any) -> Any:
    if given is None:
        return None
    if isinstance(given, (str, os.PathLike)):
        return os.path.abspath(os.fspath(given))
    return list(_rows(given))


def _path_or(given: Any, kind: type) -> Any:
    return given if given is None or isinstance(given, kind) else os.path.abspath(os.fspath(given))


def _plain_dict(given: Optional[Mapping[str, Any]]) -> Optional[dict[str, Any]]:
    return None if given is None else {key: str(value) if isinstance(value, Decimal) else value for key, value in given.items()}

"""What a type checker knows of answers: mypy checks this file, and nothing runs it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Optional, assert_type

import einv
from einv import answers


def what_calls_answer(engine: einv.Engine, bill: dict[str, Any]) -> None:
    answer = engine.submit(bill, when="required", on=date(2026, 11, 21))
    assert_type(answer, einv.Registration)
    assert_type(answer.ack_date, Optional[datetime])
    assert_type(answer.ewb, Optional[answers.EwayBill])
    assert_type(engine.submit(bill, pick="/irn"), str)
    report = engine.validate(bill)
    assert_type(report.verdict, Literal["valid", "invalid", "not_judged"])
    assert_type(report.findings, list[einv.Finding])
    assert_type(engine.due().entries[0].date, date)
    totals = engine.gstr1([bill]).totals
    assert totals
    assert_type(totals["4A"].val, Decimal)
    assert_type(engine.normalize(bill).changes, list[answers.Change])
    converted = engine.convert({"path": "bills.xlsx"}, validate=True)
    assert_type(converted.bills, list[answers.ConvertedBill])
    assert_type(converted.counts.ready, int)
    assert_type(engine.columns({"path": "bills.xlsx"}).map, answers.MappingFile)
    assert_type(engine.codes({"list": "units"}).rows, Optional[list[answers.CodeRow]])
    assert_type(engine.import_([], qr_keys=["key.pem"]), answers.Imported)
    assert_type(engine.export([bill]), list[dict[str, Any]])
    assert_type(engine.compute(bill), dict[str, Any])
    for result in engine.batch([bill]):
        assert_type(result, answers.BatchResult)
    answer.irm  # type: ignore[attr-defined]
    engine.qr({"signed_qr": ""}, format="gif")  # type: ignore[arg-type]

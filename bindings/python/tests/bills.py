"""A small, valid INV-01 invoice of today, and ways to spoil it."""

from __future__ import annotations

import copy
import itertools
import os
from datetime import datetime, timedelta, timezone
from typing import Any

INDIA = timezone(timedelta(hours=5, minutes=30))
_numbers = itertools.count(1)


def gstin(first_fourteen: str) -> str:
    """Adds the check character: base-36 values weighted 1, 2, 1, 2, …, quotients and remainders by 36 summed."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    products = (digits.index(c) * (1 + i % 2) for i, c in enumerate(first_fourteen))
    return first_fourteen + digits[-sum(p // 36 + p % 36 for p in products) % 36]


SELLER, BUYER = gstin("29AAACE1234F1Z"), gstin("27AAACB5678G1Z")


def today() -> str:
    return datetime.now(INDIA).strftime("%d/%m/%Y")


def number() -> str:
    return f"P{os.getpid() % 100000}/{next(_numbers)}"


def good(no: str = "", lines: int = 1) -> dict[str, Any]:
    """``lines`` times two laptops' worth 990.00, from Karnataka to Maharashtra, at 18 %."""
    item = {
        "SlNo": "1", "PrdDesc": "Laptop", "IsServc": "N", "HsnCd": "84713010", "Qty": 2, "Unit": "NOS",
        "UnitPrice": 495.00, "TotAmt": 990.00, "AssAmt": 990.00, "GstRt": 18, "IgstAmt": 178.20, "TotItemVal": 1168.20,
    }  # fmt: skip
    return {
        "Version": "1.1",
        "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"},
        "DocDtls": {"Typ": "INV", "No": no or number(), "Dt": today()},
        "SellerDtls": party(SELLER, "Seller Private Limited", "Bengaluru", 560001),
        "BuyerDtls": {**party(BUYER, "Buyer Private Limited", "Mumbai", 400001), "Pos": "27"},
        "ItemList": [{**item, "SlNo": str(i + 1)} for i in range(lines)],
        "ValDtls": {
            "AssVal": round(990.00 * lines, 2),
            "IgstVal": round(178.20 * lines, 2),
            "TotInvVal": round(1168.20 * lines, 2),
        },
    }


def party(gstin_: str, name: str, place: str, pin: int) -> dict[str, Any]:
    return {"Gstin": gstin_, "LglNm": name, "Addr1": "1 Market Road", "Loc": place, "Pin": pin, "Stcd": gstin_[:2]}


def bad(no: str = "", lines: int = 1) -> dict[str, Any]:
    """The same, but every line's assessable value is off by a hundred rupees."""
    spoiled = copy.deepcopy(good(no, lines))
    for item in spoiled["ItemList"]:
        item["AssAmt"] += 100
    return spoiled

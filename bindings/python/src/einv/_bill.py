"""The types of the simple bill (docs/simple.md), for those who write it as a dict. Made by stubs.py; do not edit."""

from datetime import date
from decimal import Decimal
from typing import TypedDict, Union

BillSeller = TypedDict(
    "BillSeller",
    {
        "gstin": Union[str, None],
        "name": Union[str, None],
        "trade_name": Union[str, None],
        "address": Union[str, None, list[str]],
        "city": Union[str, None],
        "pin": Union[str, int, float, Decimal, None],
        "state": Union[str, int, float, Decimal, None],
        "phone": Union[str, int, float, Decimal, None],
        "email": Union[str, None],
    },
    total=False,
)

BillBuyer = TypedDict(
    "BillBuyer",
    {
        "gstin": Union[str, None],
        "name": Union[str, None],
        "trade_name": Union[str, None],
        "address": Union[str, None, list[str]],
        "city": Union[str, None],
        "pin": Union[str, int, float, Decimal, None],
        "state": Union[str, int, float, Decimal, None],
        "country": Union[str, None],
        "phone": Union[str, int, float, Decimal, None],
        "email": Union[str, None],
    },
    total=False,
)

BillShipTo = TypedDict(
    "BillShipTo",
    {
        "gstin": Union[str, None],
        "name": Union[str, None],
        "trade_name": Union[str, None],
        "address": Union[str, None, list[str]],
        "city": Union[str, None],
        "pin": Union[str, int, float, Decimal, None],
        "state": Union[str, int, float, Decimal, None],
    },
    total=False,
)

BillDispatchFrom = TypedDict(
    "BillDispatchFrom",
    {
        "name": Union[str, None],
        "address": Union[str, None, list[str]],
        "city": Union[str, None],
        "pin": Union[str, int, float, Decimal, None],
        "state": Union[str, int, float, Decimal, None],
    },
    total=False,
)

BillLinesBatch = TypedDict(
    "BillLinesBatch",
    {
        "name": Union[str, None],
        "expiry": Union[str, date, None],
        "warranty": Union[str, date, None],
    },
    total=False,
)

BillLines = TypedDict(
    "BillLines",
    {
        "name": Union[str, None],
        "hsn": Union[str, int, float, Decimal, None],
        "service": Union[bool, str, None],
        "qty": Union[str, int, float, Decimal, None],
        "free_qty": Union[str, int, float, Decimal, None],
        "unit": Union[str, None],
        "price": Union[str, int, float, Decimal, None],
        "amount": Union[str, int, float, Decimal, None],
        "discount": Union[str, int, float, Decimal, None],
        "discount_percent": Union[str, int, float, Decimal, None],
        "taxable": Union[str, int, float, Decimal, None],
        "rate": Union[str, int, float, Decimal, None],
        "igst_rate": Union[str, int, float, Decimal, None],
        "cgst_rate": Union[str, int, float, Decimal, None],
        "sgst_rate": Union[str, int, float, Decimal, None],
        "igst": Union[str, int, float, Decimal, None],
        "cgst": Union[str, int, float, Decimal, None],
        "sgst": Union[str, int, float, Decimal, None],
        "cess_rate": Union[str, int, float, Decimal, None],
        "cess": Union[str, int, float, Decimal, None],
        "cess_flat": Union[str, int, float, Decimal, None],
        "state_cess_rate": Union[str, int, float, Decimal, None],
        "state_cess": Union[str, int, float, Decimal, None],
        "state_cess_flat": Union[str, int, float, Decimal, None],
        "charges": Union[str, int, float, Decimal, None],
        "line_total": Union[str, int, float, Decimal, None],
        "barcode": Union[str, None],
        "serial": Union[str, None],
        "batch": BillLinesBatch,
        "origin": Union[str, None],
        "order_line": Union[str, None],
        "attributes": dict[str, Union[str, int, float, Decimal, None]],
    },
    total=False,
)

BillAgainst = TypedDict(
    "BillAgainst",
    {
        "number": Union[str, int, float, Decimal, None],
        "date": Union[str, date, None],
        "reference": Union[str, None],
    },
    total=False,
)

BillOrder = TypedDict(
    "BillOrder",
    {
        "number": Union[str, None],
        "date": Union[str, date, None],
    },
    total=False,
)

BillContract = TypedDict(
    "BillContract",
    {
        "number": Union[str, None],
        "tender": Union[str, None],
        "project": Union[str, None],
        "external": Union[str, None],
        "receipt_advice": Union[str, None],
        "receipt_advice_date": Union[str, date, None],
    },
    total=False,
)

BillPeriod = TypedDict(
    "BillPeriod",
    {
        "from": Union[str, date, None],
        "to": Union[str, date, None],
    },
    total=False,
)

BillPayment = TypedDict(
    "BillPayment",
    {
        "name": Union[str, None],
        "account": Union[str, None],
        "ifsc": Union[str, None],
        "mode": Union[str, None],
        "terms": Union[str, None],
        "days": Union[str, int, float, Decimal, None],
        "paid": Union[str, int, float, Decimal, None],
        "due": Union[str, int, float, Decimal, None],
        "instruction": Union[str, None],
    },
    total=False,
)

BillExport = TypedDict(
    "BillExport",
    {
        "country": Union[str, None],
        "port": Union[str, None],
        "shipping_bill": Union[str, None],
        "shipping_bill_date": Union[str, date, None],
        "currency": Union[str, None],
        "total_in_currency": Union[str, int, float, Decimal, None],
        "refund": Union[bool, str, None],
        "duty": Union[str, int, float, Decimal, None],
    },
    total=False,
)

BillTransport = TypedDict(
    "BillTransport",
    {
        "make": Union[bool, str, None],
        "transporter_id": Union[str, None],
        "transporter": Union[str, None],
        "mode": Union[str, None],
        "distance": Union[str, int, float, Decimal, None],
        "document": Union[str, int, float, Decimal, None],
        "document_date": Union[str, date, None],
        "vehicle": Union[str, None],
        "odc": Union[bool, str, None],
    },
    total=False,
)

BillDocuments = TypedDict(
    "BillDocuments",
    {
        "url": Union[str, int, float, Decimal, None],
        "content": Union[str, int, float, Decimal, None],
        "info": Union[str, None],
    },
    total=False,
)

Bill = TypedDict(
    "Bill",
    {
        "number": Union[str, int, float, Decimal, None],
        "date": Union[str, date, None],
        "type": Union[str, None],
        "seller": Union[str, None, BillSeller],
        "buyer": BillBuyer,
        "ship_to": BillShipTo,
        "dispatch_from": BillDispatchFrom,
        "place_of_supply": Union[str, int, float, Decimal, None],
        "supply": Union[str, None],
        "reverse_charge": Union[bool, str, None],
        "igst_on_intra": Union[bool, str, None],
        "ecommerce_gstin": Union[str, None],
        "prices_include_tax": Union[bool, str, None],
        "lines": list[BillLines],
        "discount": Union[str, int, float, Decimal, None],
        "charges": Union[str, int, float, Decimal, None],
        "round_off": Union[str, int, float, Decimal, None],
        "total": Union[str, int, float, Decimal, None],
        "against": list[BillAgainst],
        "order": BillOrder,
        "contract": BillContract,
        "period": BillPeriod,
        "remarks": Union[str, None],
        "payment": BillPayment,
        "export": BillExport,
        "transport": BillTransport,
        "documents": list[BillDocuments],
    },
    total=False,
)

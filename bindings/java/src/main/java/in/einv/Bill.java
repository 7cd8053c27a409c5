package in.einv;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.function.Consumer;

// Made by bindings/declare.py from docs/simple.schema.json; do not edit.

/**
 * A simple bill (docs/simple.md), key by key. Verbs that take an invoice take it, and normalise it by themselves. Amounts are
 * {@code BigDecimal} and stay exact.
 */
public final class Bill extends BillPart {
    private Bill() {}

    /** A bill by the number that is printed on it. */
    public static Bill number(String value) {
        Bill bill = new Bill();
        bill.put("number", Json.quote(value));
        return bill;
    }

    /** The day of the bill. */
    public Bill date(LocalDate value) {
        put("date", Json.quote(value.toString()));
        return this;
    }

    /** Invoice (if left out), credit_note or debit_note. */
    public Bill type(String value) {
        put("type", Json.quote(value));
        return this;
    }

    /** The seller. */
    public Bill seller(Consumer<Seller> says) {
        put("seller", part(new Seller(), says));
        return this;
    }

    /** The GSTIN of a seller's profile. */
    public Bill seller(String value) {
        put("seller", Json.quote(value));
        return this;
    }

    /** The buyer. */
    public Bill buyer(Consumer<Buyer> says) {
        put("buyer", part(new Buyer(), says));
        return this;
    }

    /** The ship to. */
    public Bill shipTo(Consumer<ShipTo> says) {
        put("ship_to", part(new ShipTo(), says));
        return this;
    }

    /** The dispatch from. */
    public Bill dispatchFrom(Consumer<DispatchFrom> says) {
        put("dispatch_from", part(new DispatchFrom(), says));
        return this;
    }

    /** State of supply; if left out, the buyer's, where that is certain enough. */
    public Bill placeOfSupply(String value) {
        put("place_of_supply", Json.quote(value));
        return this;
    }

    /** B2b (if left out), sez_with_tax, sez_without_tax, export_with_tax, export_without_tax or deemed_export. */
    public Bill supply(String value) {
        put("supply", Json.quote(value));
        return this;
    }

    /** Whether the buyer pays the tax. */
    public Bill reverseCharge(boolean value) {
        put("reverse_charge", Boolean.toString(value));
        return this;
    }

    /** Whether IGST is charged within the state. */
    public Bill igstOnIntra(boolean value) {
        put("igst_on_intra", Boolean.toString(value));
        return this;
    }

    /** GSTIN of the e-commerce operator. */
    public Bill ecommerceGstin(String value) {
        put("ecommerce_gstin", Json.quote(value));
        return this;
    }

    /** Whether price, amount and discount of the lines include tax. */
    public Bill pricesIncludeTax(boolean value) {
        put("prices_include_tax", Boolean.toString(value));
        return this;
    }

    /** Another line. */
    public Bill line(Consumer<Line> says) {
        add("lines", part(new Line(), says));
        return this;
    }

    /** Discount of the whole bill, after tax. */
    public Bill discount(BigDecimal value) {
        put("discount", Json.quote(value.toPlainString()));
        return this;
    }

    /** Discount of the whole bill, after tax. */
    public Bill discount(long value) {
        put("discount", Long.toString(value));
        return this;
    }

    /** Charges of the whole bill, after tax. */
    public Bill charges(BigDecimal value) {
        put("charges", Json.quote(value.toPlainString()));
        return this;
    }

    /** Charges of the whole bill, after tax. */
    public Bill charges(long value) {
        put("charges", Long.toString(value));
        return this;
    }

    /** Rupee (if left out), none, or the amount; a total decides it by itself. */
    public Bill roundOff(BigDecimal value) {
        put("round_off", Json.quote(value.toPlainString()));
        return this;
    }

    /** Rupee (if left out), none, or the amount; a total decides it by itself. */
    public Bill roundOff(long value) {
        put("round_off", Long.toString(value));
        return this;
    }

    /** Rupee (if left out), none, or the amount; a total decides it by itself. */
    public Bill roundOff(String word) {
        put("round_off", Json.quote(word));
        return this;
    }

    /** What the buyer pays; if left out, it is worked out. */
    public Bill total(BigDecimal value) {
        put("total", Json.quote(value.toPlainString()));
        return this;
    }

    /** What the buyer pays; if left out, it is worked out. */
    public Bill total(long value) {
        put("total", Long.toString(value));
        return this;
    }

    /** Another against. */
    public Bill against(Consumer<Against> says) {
        add("against", part(new Against(), says));
        return this;
    }

    /** The order. */
    public Bill order(Consumer<Order> says) {
        put("order", part(new Order(), says));
        return this;
    }

    /** The contract. */
    public Bill contract(Consumer<Contract> says) {
        put("contract", part(new Contract(), says));
        return this;
    }

    /** The period. */
    public Bill period(Consumer<Period> says) {
        put("period", part(new Period(), says));
        return this;
    }

    /** Remarks. */
    public Bill remarks(String value) {
        put("remarks", Json.quote(value));
        return this;
    }

    /** The payment. */
    public Bill payment(Consumer<Payment> says) {
        put("payment", part(new Payment(), says));
        return this;
    }

    /** The export. */
    public Bill export(Consumer<Export> says) {
        put("export", part(new Export(), says));
        return this;
    }

    /** The transport. */
    public Bill transport(Consumer<Transport> says) {
        put("transport", part(new Transport(), says));
        return this;
    }

    /** Another document. */
    public Bill document(Consumer<Document> says) {
        add("documents", part(new Document(), says));
        return this;
    }

    /** The seller of a bill. */
    public static final class Seller extends BillPart {
        private Seller() {}

        /** GSTIN. */
        public Seller gstin(String value) {
            put("gstin", Json.quote(value));
            return this;
        }

        /** Legal name. */
        public Seller name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Trade name. */
        public Seller tradeName(String value) {
            put("trade_name", Json.quote(value));
            return this;
        }

        /** Address: a text or a list of lines. */
        public Seller address(String... lines) {
            texts("address", lines);
            return this;
        }

        /** Town. */
        public Seller city(String value) {
            put("city", Json.quote(value));
            return this;
        }

        /** PIN code. */
        public Seller pin(String value) {
            put("pin", Json.quote(value));
            return this;
        }

        /** State; if left out, that of the GSTIN. */
        public Seller state(String value) {
            put("state", Json.quote(value));
            return this;
        }

        /** Telephone. */
        public Seller phone(String value) {
            put("phone", Json.quote(value));
            return this;
        }

        /** E-mail. */
        public Seller email(String value) {
            put("email", Json.quote(value));
            return this;
        }
    }

    /** The buyer of a bill. */
    public static final class Buyer extends BillPart {
        private Buyer() {}

        /** GSTIN; none for a buyer abroad. */
        public Buyer gstin(String value) {
            put("gstin", Json.quote(value));
            return this;
        }

        /** Legal name. */
        public Buyer name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Trade name. */
        public Buyer tradeName(String value) {
            put("trade_name", Json.quote(value));
            return this;
        }

        /** Address: a text or a list of lines. */
        public Buyer address(String... lines) {
            texts("address", lines);
            return this;
        }

        /** Town. */
        public Buyer city(String value) {
            put("city", Json.quote(value));
            return this;
        }

        /** PIN code. */
        public Buyer pin(String value) {
            put("pin", Json.quote(value));
            return this;
        }

        /** State; if left out, that of the GSTIN. */
        public Buyer state(String value) {
            put("state", Json.quote(value));
            return this;
        }

        /** Country of a buyer abroad. */
        public Buyer country(String value) {
            put("country", Json.quote(value));
            return this;
        }

        /** Telephone. */
        public Buyer phone(String value) {
            put("phone", Json.quote(value));
            return this;
        }

        /** E-mail. */
        public Buyer email(String value) {
            put("email", Json.quote(value));
            return this;
        }
    }

    /** The ship to of a bill. */
    public static final class ShipTo extends BillPart {
        private ShipTo() {}

        /** GSTIN of who gets the goods. */
        public ShipTo gstin(String value) {
            put("gstin", Json.quote(value));
            return this;
        }

        /** Legal name. */
        public ShipTo name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Trade name. */
        public ShipTo tradeName(String value) {
            put("trade_name", Json.quote(value));
            return this;
        }

        /** Address: a text or a list of lines. */
        public ShipTo address(String... lines) {
            texts("address", lines);
            return this;
        }

        /** Town. */
        public ShipTo city(String value) {
            put("city", Json.quote(value));
            return this;
        }

        /** PIN code. */
        public ShipTo pin(String value) {
            put("pin", Json.quote(value));
            return this;
        }

        /** State. */
        public ShipTo state(String value) {
            put("state", Json.quote(value));
            return this;
        }
    }

    /** The dispatch from of a bill. */
    public static final class DispatchFrom extends BillPart {
        private DispatchFrom() {}

        /** Name of where the goods leave from. */
        public DispatchFrom name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Address: a text or a list of lines. */
        public DispatchFrom address(String... lines) {
            texts("address", lines);
            return this;
        }

        /** Town. */
        public DispatchFrom city(String value) {
            put("city", Json.quote(value));
            return this;
        }

        /** PIN code. */
        public DispatchFrom pin(String value) {
            put("pin", Json.quote(value));
            return this;
        }

        /** State. */
        public DispatchFrom state(String value) {
            put("state", Json.quote(value));
            return this;
        }
    }

    /** The line of a bill. */
    public static final class Line extends BillPart {
        private Line() {}

        /** What is sold. */
        public Line name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** HSN or SAC: 4, 6 or 8 digits. */
        public Line hsn(String value) {
            put("hsn", Json.quote(value));
            return this;
        }

        /** Whether it is a service; if left out, by the HSN code. */
        public Line service(boolean value) {
            put("service", Boolean.toString(value));
            return this;
        }

        /** Quantity. */
        public Line qty(BigDecimal value) {
            put("qty", Json.quote(value.toPlainString()));
            return this;
        }

        /** Quantity. */
        public Line qty(long value) {
            put("qty", Long.toString(value));
            return this;
        }

        /** Quantity given free. */
        public Line freeQty(BigDecimal value) {
            put("free_qty", Json.quote(value.toPlainString()));
            return this;
        }

        /** Quantity given free. */
        public Line freeQty(long value) {
            put("free_qty", Long.toString(value));
            return this;
        }

        /** Unit: the portal's code or a word for it. */
        public Line unit(String value) {
            put("unit", Json.quote(value));
            return this;
        }

        /** Price of one unit. */
        public Line price(BigDecimal value) {
            put("price", Json.quote(value.toPlainString()));
            return this;
        }

        /** Price of one unit. */
        public Line price(long value) {
            put("price", Long.toString(value));
            return this;
        }

        /** Quantity by price, before the discount. */
        public Line amount(BigDecimal value) {
            put("amount", Json.quote(value.toPlainString()));
            return this;
        }

        /** Quantity by price, before the discount. */
        public Line amount(long value) {
            put("amount", Long.toString(value));
            return this;
        }

        /** Discount as an amount. */
        public Line discount(BigDecimal value) {
            put("discount", Json.quote(value.toPlainString()));
            return this;
        }

        /** Discount as an amount. */
        public Line discount(long value) {
            put("discount", Long.toString(value));
            return this;
        }

        /** Discount in per cent of the amount. */
        public Line discountPercent(BigDecimal value) {
            put("discount_percent", Json.quote(value.toPlainString()));
            return this;
        }

        /** Discount in per cent of the amount. */
        public Line discountPercent(long value) {
            put("discount_percent", Long.toString(value));
            return this;
        }

        /** The amount that is taxed, after the discount. */
        public Line taxable(BigDecimal value) {
            put("taxable", Json.quote(value.toPlainString()));
            return this;
        }

        /** The amount that is taxed, after the discount. */
        public Line taxable(long value) {
            put("taxable", Long.toString(value));
            return this;
        }

        /** GST rate in per cent, CGST and SGST together. */
        public Line rate(BigDecimal value) {
            put("rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** GST rate in per cent, CGST and SGST together. */
        public Line rate(long value) {
            put("rate", Long.toString(value));
            return this;
        }

        /** Rate of IGST, where it stands apart. */
        public Line igstRate(BigDecimal value) {
            put("igst_rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** Rate of IGST, where it stands apart. */
        public Line igstRate(long value) {
            put("igst_rate", Long.toString(value));
            return this;
        }

        /** Rate of CGST; it is added to that of SGST. */
        public Line cgstRate(BigDecimal value) {
            put("cgst_rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** Rate of CGST; it is added to that of SGST. */
        public Line cgstRate(long value) {
            put("cgst_rate", Long.toString(value));
            return this;
        }

        /** Rate of SGST or UTGST. */
        public Line sgstRate(BigDecimal value) {
            put("sgst_rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** Rate of SGST or UTGST. */
        public Line sgstRate(long value) {
            put("sgst_rate", Long.toString(value));
            return this;
        }

        /** IGST; if left out, it is worked out. */
        public Line igst(BigDecimal value) {
            put("igst", Json.quote(value.toPlainString()));
            return this;
        }

        /** IGST; if left out, it is worked out. */
        public Line igst(long value) {
            put("igst", Long.toString(value));
            return this;
        }

        /** CGST; if left out, it is worked out. */
        public Line cgst(BigDecimal value) {
            put("cgst", Json.quote(value.toPlainString()));
            return this;
        }

        /** CGST; if left out, it is worked out. */
        public Line cgst(long value) {
            put("cgst", Long.toString(value));
            return this;
        }

        /** SGST or UTGST; if left out, it is worked out. */
        public Line sgst(BigDecimal value) {
            put("sgst", Json.quote(value.toPlainString()));
            return this;
        }

        /** SGST or UTGST; if left out, it is worked out. */
        public Line sgst(long value) {
            put("sgst", Long.toString(value));
            return this;
        }

        /** Cess rate in per cent. */
        public Line cessRate(BigDecimal value) {
            put("cess_rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** Cess rate in per cent. */
        public Line cessRate(long value) {
            put("cess_rate", Long.toString(value));
            return this;
        }

        /** Cess by rate. */
        public Line cess(BigDecimal value) {
            put("cess", Json.quote(value.toPlainString()));
            return this;
        }

        /** Cess by rate. */
        public Line cess(long value) {
            put("cess", Long.toString(value));
            return this;
        }

        /** Cess by quantity. */
        public Line cessFlat(BigDecimal value) {
            put("cess_flat", Json.quote(value.toPlainString()));
            return this;
        }

        /** Cess by quantity. */
        public Line cessFlat(long value) {
            put("cess_flat", Long.toString(value));
            return this;
        }

        /** State cess rate in per cent. */
        public Line stateCessRate(BigDecimal value) {
            put("state_cess_rate", Json.quote(value.toPlainString()));
            return this;
        }

        /** State cess rate in per cent. */
        public Line stateCessRate(long value) {
            put("state_cess_rate", Long.toString(value));
            return this;
        }

        /** State cess by rate. */
        public Line stateCess(BigDecimal value) {
            put("state_cess", Json.quote(value.toPlainString()));
            return this;
        }

        /** State cess by rate. */
        public Line stateCess(long value) {
            put("state_cess", Long.toString(value));
            return this;
        }

        /** State cess by quantity. */
        public Line stateCessFlat(BigDecimal value) {
            put("state_cess_flat", Json.quote(value.toPlainString()));
            return this;
        }

        /** State cess by quantity. */
        public Line stateCessFlat(long value) {
            put("state_cess_flat", Long.toString(value));
            return this;
        }

        /** Other charges of the line. */
        public Line charges(BigDecimal value) {
            put("charges", Json.quote(value.toPlainString()));
            return this;
        }

        /** Other charges of the line. */
        public Line charges(long value) {
            put("charges", Long.toString(value));
            return this;
        }

        /** Value of the line with tax; if left out, it is worked out. */
        public Line lineTotal(BigDecimal value) {
            put("line_total", Json.quote(value.toPlainString()));
            return this;
        }

        /** Value of the line with tax; if left out, it is worked out. */
        public Line lineTotal(long value) {
            put("line_total", Long.toString(value));
            return this;
        }

        /** Bar code. */
        public Line barcode(String value) {
            put("barcode", Json.quote(value));
            return this;
        }

        /** Serial number of the product. */
        public Line serial(String value) {
            put("serial", Json.quote(value));
            return this;
        }

        /** The batch. */
        public Line batch(Consumer<Batch> says) {
            put("batch", part(new Batch(), says));
            return this;
        }

        /** Country of origin. */
        public Line origin(String value) {
            put("origin", Json.quote(value));
            return this;
        }

        /** Line of the order. */
        public Line orderLine(String value) {
            put("order_line", Json.quote(value));
            return this;
        }

        /** One of its attributes. */
        public Line attribute(String name, String value) {
            within("attributes", name, Json.quote(value));
            return this;
        }
    }

    /** The against of a bill. */
    public static final class Against extends BillPart {
        private Against() {}

        /** Number of the bill that a note is about. */
        public Against number(String value) {
            put("number", Json.quote(value));
            return this;
        }

        /** Its day; if left out, it is looked up. */
        public Against date(LocalDate value) {
            put("date", Json.quote(value.toString()));
            return this;
        }

        /** Another reference. */
        public Against reference(String value) {
            put("reference", Json.quote(value));
            return this;
        }
    }

    /** The order of a bill. */
    public static final class Order extends BillPart {
        private Order() {}

        /** Number of the buyer's order. */
        public Order number(String value) {
            put("number", Json.quote(value));
            return this;
        }

        /** Its day. */
        public Order date(LocalDate value) {
            put("date", Json.quote(value.toString()));
            return this;
        }
    }

    /** The contract of a bill. */
    public static final class Contract extends BillPart {
        private Contract() {}

        /** Number of the contract. */
        public Contract number(String value) {
            put("number", Json.quote(value));
            return this;
        }

        /** Tender. */
        public Contract tender(String value) {
            put("tender", Json.quote(value));
            return this;
        }

        /** Project. */
        public Contract project(String value) {
            put("project", Json.quote(value));
            return this;
        }

        /** Another reference. */
        public Contract external(String value) {
            put("external", Json.quote(value));
            return this;
        }

        /** Receipt advice. */
        public Contract receiptAdvice(String value) {
            put("receipt_advice", Json.quote(value));
            return this;
        }

        /** Its day. */
        public Contract receiptAdviceDate(LocalDate value) {
            put("receipt_advice_date", Json.quote(value.toString()));
            return this;
        }
    }

    /** The period of a bill. */
    public static final class Period extends BillPart {
        private Period() {}

        /** First day of the period that the bill is for. */
        public Period from(LocalDate value) {
            put("from", Json.quote(value.toString()));
            return this;
        }

        /** Its last day. */
        public Period to(LocalDate value) {
            put("to", Json.quote(value.toString()));
            return this;
        }
    }

    /** The payment of a bill. */
    public static final class Payment extends BillPart {
        private Payment() {}

        /** Payee. */
        public Payment name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Bank account. */
        public Payment account(String value) {
            put("account", Json.quote(value));
            return this;
        }

        /** IFSC or branch. */
        public Payment ifsc(String value) {
            put("ifsc", Json.quote(value));
            return this;
        }

        /** Cash, credit, transfer, …. */
        public Payment mode(String value) {
            put("mode", Json.quote(value));
            return this;
        }

        /** Terms of payment. */
        public Payment terms(String value) {
            put("terms", Json.quote(value));
            return this;
        }

        /** Days of credit. */
        public Payment days(BigDecimal value) {
            put("days", Json.quote(value.toPlainString()));
            return this;
        }

        /** Days of credit. */
        public Payment days(long value) {
            put("days", Long.toString(value));
            return this;
        }

        /** What is paid. */
        public Payment paid(BigDecimal value) {
            put("paid", Json.quote(value.toPlainString()));
            return this;
        }

        /** What is paid. */
        public Payment paid(long value) {
            put("paid", Long.toString(value));
            return this;
        }

        /** What is due. */
        public Payment due(BigDecimal value) {
            put("due", Json.quote(value.toPlainString()));
            return this;
        }

        /** What is due. */
        public Payment due(long value) {
            put("due", Long.toString(value));
            return this;
        }

        /** Instruction. */
        public Payment instruction(String value) {
            put("instruction", Json.quote(value));
            return this;
        }
    }

    /** The export of a bill. */
    public static final class Export extends BillPart {
        private Export() {}

        /** Country that the goods go to. */
        public Export country(String value) {
            put("country", Json.quote(value));
            return this;
        }

        /** Port code. */
        public Export port(String value) {
            put("port", Json.quote(value));
            return this;
        }

        /** Number of the shipping bill. */
        public Export shippingBill(String value) {
            put("shipping_bill", Json.quote(value));
            return this;
        }

        /** Its day. */
        public Export shippingBillDate(LocalDate value) {
            put("shipping_bill_date", Json.quote(value.toString()));
            return this;
        }

        /** The other currency. */
        public Export currency(String value) {
            put("currency", Json.quote(value));
            return this;
        }

        /** The total in it. */
        public Export totalInCurrency(BigDecimal value) {
            put("total_in_currency", Json.quote(value.toPlainString()));
            return this;
        }

        /** The total in it. */
        public Export totalInCurrency(long value) {
            put("total_in_currency", Long.toString(value));
            return this;
        }

        /** Whether a refund is claimed. */
        public Export refund(boolean value) {
            put("refund", Boolean.toString(value));
            return this;
        }

        /** Export duty. */
        public Export duty(BigDecimal value) {
            put("duty", Json.quote(value.toPlainString()));
            return this;
        }

        /** Export duty. */
        public Export duty(long value) {
            put("duty", Long.toString(value));
            return this;
        }
    }

    /** The transport of a bill. */
    public static final class Transport extends BillPart {
        private Transport() {}

        /** Whether an e-way bill is made with the registration; if left out, none is. */
        public Transport make(boolean value) {
            put("make", Boolean.toString(value));
            return this;
        }

        /** GSTIN or number of the transporter. */
        public Transport transporterId(String value) {
            put("transporter_id", Json.quote(value));
            return this;
        }

        /** Name of the transporter. */
        public Transport transporter(String value) {
            put("transporter", Json.quote(value));
            return this;
        }

        /** Road, rail, air or ship. */
        public Transport mode(String value) {
            put("mode", Json.quote(value));
            return this;
        }

        /** Kilometres; 0 leaves it to the portal. */
        public Transport distance(BigDecimal value) {
            put("distance", Json.quote(value.toPlainString()));
            return this;
        }

        /** Kilometres; 0 leaves it to the portal. */
        public Transport distance(long value) {
            put("distance", Long.toString(value));
            return this;
        }

        /** Number of the transport document. */
        public Transport document(String value) {
            put("document", Json.quote(value));
            return this;
        }

        /** Its day. */
        public Transport documentDate(LocalDate value) {
            put("document_date", Json.quote(value.toString()));
            return this;
        }

        /** Number of the vehicle. */
        public Transport vehicle(String value) {
            put("vehicle", Json.quote(value));
            return this;
        }

        /** Whether the cargo is over-dimensional; if left out, it is not. */
        public Transport odc(boolean value) {
            put("odc", Boolean.toString(value));
            return this;
        }
    }

    /** The document of a bill. */
    public static final class Document extends BillPart {
        private Document() {}

        /** Address of a supporting document. */
        public Document url(String value) {
            put("url", Json.quote(value));
            return this;
        }

        /** The document. */
        public Document content(String value) {
            put("content", Json.quote(value));
            return this;
        }

        /** What else there is to say. */
        public Document info(String value) {
            put("info", Json.quote(value));
            return this;
        }
    }

    /** The batch of a bill. */
    public static final class Batch extends BillPart {
        private Batch() {}

        /** Batch. */
        public Batch name(String value) {
            put("name", Json.quote(value));
            return this;
        }

        /** Its last day. */
        public Batch expiry(LocalDate value) {
            put("expiry", Json.quote(value.toString()));
            return this;
        }

        /** Its warranty's last day. */
        public Batch warranty(LocalDate value) {
            put("warranty", Json.quote(value.toString()));
            return this;
        }
    }
}

package in.einv;

import java.math.BigDecimal;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** An invoice to a registered recipient. */
public final class Gstr1Invoice extends Part {
    Gstr1Invoice(String json) {
        super(json);
    }

    /** Its number. */
    public String inum() {
        return get("/inum");
    }

    /** Its date. */
    public String idt() {
        return get("/idt");
    }

    /** Its value. */
    public BigDecimal val() {
        return read("val", BigDecimal::new);
    }

    /** Place of supply, two digits; or null. */
    public String pos() {
        return get("/pos");
    }

    /** Reverse charge: {@code Y} or {@code N}. */
    public String rchrg() {
        return get("/rchrg");
    }

    /** GSTIN of the e-commerce operator; or null. */
    public String etin() {
        return get("/etin");
    }

    /** {@code R}, {@code SEWP}, {@code SEWOP} or {@code DE}. */
    public String invTyp() {
        return get("/inv_typ");
    }

    /** {@code e-Invoice}; or null. */
    public String srctyp() {
        return get("/srctyp");
    }

    /** The document's; or null. */
    public String irn() {
        return get("/irn");
    }

    /** The day of its acknowledgement; or null. */
    public String irngendate() {
        return get("/irngendate");
    }

    /** Its lines, a rate each. */
    public List<Gstr1Line> itms() {
        return list("itms", Gstr1Line::new);
    }
}

package in.einv;

import java.math.BigDecimal;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A note about an export. */
public final class Gstr1UnregisteredNote extends Part {
    Gstr1UnregisteredNote(String json) {
        super(json);
    }

    /** {@code EXPWP} or {@code EXPWOP}. */
    public String typ() {
        return get("/typ");
    }

    /** {@code C} or {@code D}: credit or debit. */
    public String ntty() {
        return get("/ntty");
    }

    /** Its number. */
    public String ntNum() {
        return get("/nt_num");
    }

    /** Its date. */
    public String ntDt() {
        return get("/nt_dt");
    }

    /** Its value. */
    public BigDecimal val() {
        return read("val", BigDecimal::new);
    }

    /** Place of supply, two digits; or null. */
    public String pos() {
        return get("/pos");
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

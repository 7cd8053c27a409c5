package in.einv;

import java.math.BigDecimal;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** An export. */
public final class Gstr1Export extends Part {
    Gstr1Export(String json) {
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

    /** The port that it leaves by; or null. */
    public String sbpcode() {
        return get("/sbpcode");
    }

    /** The shipping bill's number; or null. */
    public String sbnum() {
        return get("/sbnum");
    }

    /** The shipping bill's date; or null. */
    public String sbdt() {
        return get("/sbdt");
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
    public List<Gstr1AtRate> itms() {
        return list("itms", Gstr1AtRate::new);
    }
}

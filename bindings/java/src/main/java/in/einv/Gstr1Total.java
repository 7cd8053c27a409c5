package in.einv;

import java.math.BigDecimal;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What one table adds up to, credit notes taken away. */
public final class Gstr1Total extends Part {
    Gstr1Total(String json) {
        super(json);
    }

    /** How many documents there are. */
    public long documents() {
        return whole("documents");
    }

    /** Their value. */
    public BigDecimal val() {
        return read("val", BigDecimal::new);
    }

    /** Taxable value. */
    public BigDecimal txval() {
        return read("txval", BigDecimal::new);
    }

    /** Integrated tax. */
    public BigDecimal iamt() {
        return read("iamt", BigDecimal::new);
    }

    /** Central tax. */
    public BigDecimal camt() {
        return read("camt", BigDecimal::new);
    }

    /** State tax. */
    public BigDecimal samt() {
        return read("samt", BigDecimal::new);
    }

    /** Cess. */
    public BigDecimal csamt() {
        return read("csamt", BigDecimal::new);
    }
}

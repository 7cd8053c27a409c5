package in.einv;

import java.math.BigDecimal;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The sums of the lines of one rate. */
public final class Gstr1AtRate extends Part {
    Gstr1AtRate(String json) {
        super(json);
    }

    /** In percent. */
    public BigDecimal rt() {
        return read("rt", BigDecimal::new);
    }

    /** Taxable value. */
    public BigDecimal txval() {
        return read("txval", BigDecimal::new);
    }

    /** Integrated tax. */
    public BigDecimal iamt() {
        return read("iamt", BigDecimal::new);
    }

    /** Central tax; null in exports and notes about them. */
    public BigDecimal camt() {
        return read("camt", BigDecimal::new);
    }

    /** State tax, likewise; or null. */
    public BigDecimal samt() {
        return read("samt", BigDecimal::new);
    }

    /** Cess. */
    public BigDecimal csamt() {
        return read("csamt", BigDecimal::new);
    }
}

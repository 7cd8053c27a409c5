package in.einv;

import java.math.BigDecimal;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The lines of one HSN code, unit and rate. */
public final class Gstr1HsnLine extends Part {
    Gstr1HsnLine(String json) {
        super(json);
    }

    /** From 1. */
    public long num() {
        return whole("num");
    }

    /** HSN or SAC. */
    public String hsnSc() {
        return get("/hsn_sc");
    }

    /** The first line's description. */
    public String desc() {
        return get("/desc");
    }

    /** The unit's code; {@code NA} where lines have none. */
    public String uqc() {
        return get("/uqc");
    }

    /** In that unit. */
    public BigDecimal qty() {
        return read("qty", BigDecimal::new);
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

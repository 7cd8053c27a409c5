package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The lines of one rate, with a number. */
public final class Gstr1Line extends Part {
    Gstr1Line(String json) {
        super(json);
    }

    /** From 1. */
    public long num() {
        return whole("num");
    }

    /** Their sums. */
    public Gstr1AtRate itmDet() {
        return read("itm_det", Gstr1AtRate::new);
    }
}

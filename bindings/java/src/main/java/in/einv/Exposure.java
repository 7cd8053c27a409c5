package in.einv;

import java.math.BigDecimal;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A sum under one section, with the tax behind it, where that counts. */
public final class Exposure extends Part {
    Exposure(String json) {
        super(json);
    }

    /** Under the central and the state Act together. */
    public BigDecimal amount() {
        return read("amount", BigDecimal::new);
    }

    /** Of the CGST Act: {@code 122(1)(i)}. */
    public String section() {
        return get("/section");
    }

    /** The tax of the document; null where the section doesn't depend on it or it is not known. */
    public BigDecimal tax() {
        return read("tax", BigDecimal::new);
    }

    /** Whether the amount is an upper limit or what is due. */
    public boolean upTo() {
        return flag("up_to");
    }

    /** Of what the section says: {@code verified}, {@code reprinted}, {@code secondary}, {@code unverified}. */
    public String sure() {
        return get("/sure");
    }

    /** What it is for, in words. */
    public String what() {
        return get("/what");
    }

    /** What may apply in addition or instead. */
    public List<Exposure> also() {
        return list("also", Exposure::new);
    }
}

package in.einv;

import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The document that an e-way bill goes with. */
public final class EwbDocument extends Part {
    EwbDocument(String json) {
        super(json);
    }

    /** Who made the e-way bill, or makes it. */
    public String gstin() {
        return get("/gstin");
    }

    /**
     * {@code INV}, {@code BIL}, {@code BOE}, {@code CHL}, {@code OTH}; of a registered document {@code INV},
     * {@code CRN}, {@code DBN}.
     */
    public String type() {
        return get("/type");
    }

    /** Its number. */
    public String number() {
        return get("/number");
    }

    /** Its date. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }
}

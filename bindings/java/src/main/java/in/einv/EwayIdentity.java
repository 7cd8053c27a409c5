package in.einv;

import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The known parts of an e-way bill document's identity. */
public final class EwayIdentity extends Part {
    EwayIdentity(String json) {
        super(json);
    }

    /** The taxpayer who makes the bill; or null. */
    public String gstin() {
        return get("/gstin");
    }

    /**
     * {@code INV}, {@code BIL}, {@code BOE}, {@code CHL} or {@code OTH}: {@code INV}, {@code BIL}, {@code BOE},
     * {@code CHL}, {@code OTH}; or null.
     */
    public String type() {
        return get("/type");
    }

    /** As it stands; or null. */
    public String number() {
        return get("/number");
    }

    /** Its date; or null. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /** The year of its date; or null. */
    public String finYear() {
        return get("/fin_year");
    }
}

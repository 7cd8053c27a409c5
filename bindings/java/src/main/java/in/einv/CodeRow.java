package in.einv;

import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A code of a master list. */
public final class CodeRow extends Part {
    CodeRow(String json) {
        super(json);
    }

    /** As the portal's JSON has it. */
    public String code() {
        return get("/code");
    }

    /** What it stands for. */
    public String name() {
        return get("/name");
    }

    /** Its first day; null where it was always there. */
    public LocalDate from() {
        return read("from", LocalDate::parse);
    }

    /** Its last day; null where it has none. */
    public LocalDate to() {
        return read("to", LocalDate::parse);
    }

    /** Where it stands: {@code built_in}, {@code overlay}. */
    public String origin() {
        return get("/origin");
    }

    /**
     * What is known of it at the portal, of the lists whose end only the portal knows: {@code listed}, {@code unknown},
     * {@code refused}; or null.
     */
    public String portal() {
        return get("/portal");
    }

    /** Where it is from; or null. */
    public String source() {
        return get("/source");
    }
}

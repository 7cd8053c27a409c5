package in.einv;

import java.time.LocalDate;
import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One entry of a bill's Part B. */
public final class SheetVehicle extends Part {
    SheetVehicle(String json) {
        super(json);
    }

    /**
     * How the goods travelled, where the system says it: {@code road}, {@code rail}, {@code air}, {@code ship},
     * {@code in_transit}; or null.
     */
    public String mode() {
        return get("/mode");
    }

    /** The vehicle; or null. */
    public String vehicle() {
        return get("/vehicle");
    }

    /** The transport document's number; or null. */
    public String document() {
        return get("/document");
    }

    /** The transport document's date; or null. */
    public LocalDate documentDate() {
        return read("document_date", LocalDate::parse);
    }

    /** Where the goods were; or null. */
    public String place() {
        return get("/place");
    }

    /** The number of that state; or null. */
    public String state() {
        return get("/state");
    }

    /** When it was entered; or null. */
    public OffsetDateTime entered() {
        return read("entered", OffsetDateTime::parse);
    }

    /** Who entered it: a GSTIN or a transporter's id; or null. */
    public String by() {
        return get("/by");
    }

    /** The consolidated e-way bill it came with; or null. */
    public String trip() {
        return get("/trip");
    }

    /** The movement in several vehicles it belongs to; or null. */
    public String group() {
        return get("/group");
    }
}

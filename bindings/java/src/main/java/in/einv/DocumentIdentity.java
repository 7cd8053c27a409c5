package in.einv;

import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The known parts of the document's identity: each is there when it could be read. */
public final class DocumentIdentity extends Part {
    DocumentIdentity(String json) {
        super(json);
    }

    /** The supplier's; or null. */
    public String gstin() {
        return get("/gstin");
    }

    /** What kind of document it is: {@code INV}, {@code CRN}, {@code DBN}; or null. */
    public String type() {
        return get("/type");
    }

    /** As it stands, whether of the form's pattern or not; or null. */
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

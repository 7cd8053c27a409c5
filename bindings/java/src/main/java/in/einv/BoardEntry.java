package in.einv;

import java.time.LocalDate;
import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A document for which something is to be done, or can be. */
public final class BoardEntry extends Part {
    BoardEntry(String json) {
        super(json);
    }

    /**
     * What it is about: {@code pending}, {@code in_doubt}, {@code rejected}, {@code missing}, {@code cancelling},
     * {@code alive}, {@code spent}, {@code cancellable}, {@code eway_bill}, {@code part_b}, {@code no_eway_bill},
     * {@code rejectable}.
     */
    public String kind() {
        return get("/kind");
    }

    /** The time for it is over, or it has not come to rest for 24 hours. */
    public boolean late() {
        return flag("late");
    }

    /** Until when it must, or can, be done; null where nothing limits it. */
    public OffsetDateTime due() {
        return read("due", OffsetDateTime::parse);
    }

    /** Since it was given to the engine, while it has not come to rest; or null. */
    public Long ageHours() {
        return read("age_hours", Long::valueOf);
    }

    /** Null where the ledger does not know the document. */
    public String irn() {
        return get("/irn");
    }

    /** The supplier's. */
    public String gstin() {
        return get("/gstin");
    }

    /**
     * {@code INV}, {@code CRN} or {@code DBN}; of an e-way bill without an IRN {@code INV}, {@code BIL}, {@code BOE},
     * {@code CHL} or {@code OTH}.
     */
    public String type() {
        return get("/type");
    }

    /** As it was written. */
    public String number() {
        return get("/number");
    }

    /** The document's. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /**
     * How it stands in the ledger; of an e-way bill without an IRN, the bill's own status: {@code pending},
     * {@code in_doubt}, {@code registered}, {@code rejected}, {@code withdrawn}, {@code cancelled}, {@code unknown},
     * {@code not_asked}, {@code failed}, {@code active}, {@code cancelling}, {@code expired}, {@code discarded},
     * {@code closed}.
     */
    public String status() {
        return get("/status");
    }

    /** The number of its e-way bill, where the entry is about that; or null. */
    public String ewbNo() {
        return get("/ewb_no");
    }

    /** In words. */
    public String message() {
        return get("/message");
    }

    /** What to do. */
    public String fix() {
        return get("/fix");
    }

    /** Worth knowing of its kind; or null. */
    public String info() {
        return get("/info");
    }

    /** A sandbox registered the document, or made the e-way bill. */
    public boolean sandbox() {
        return flag("sandbox");
    }
}

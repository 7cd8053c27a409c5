package in.einv;

import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How a verb about an e-way bill ended. */
public final class BillAnswer extends Part {
    BillAnswer(String json) {
        super(json);
    }

    /**
     * How it stands: {@code not_asked}, {@code in_doubt}, {@code failed}, {@code active}, {@code cancelling},
     * {@code cancelled}, {@code pending}, {@code rejected}, {@code expired}, {@code discarded}, {@code closed},
     * {@code invalid}, {@code cannot_tell}, {@code unknown}.
     */
    public String status() {
        return get("/status");
    }

    /** Its number; null until the e-way bill system gave one. */
    public String ewbNo() {
        return get("/ewb_no");
    }

    /** When it was made; or null. */
    public OffsetDateTime ewbDate() {
        return read("ewb_date", OffsetDateTime::parse);
    }

    /** Until when it is valid; null for Part A alone. */
    public OffsetDateTime validUntil() {
        return read("valid_until", OffsetDateTime::parse);
    }

    /** Whether Part B is there; null until there is a bill: {@code A}, {@code B}. */
    public String part() {
        return get("/part");
    }

    /** The document that it goes with; or null. */
    public EwbDocument document() {
        return read("document", EwbDocument::new);
    }

    /** The document's IRN, where it has one; or null. */
    public String irn() {
        return get("/irn");
    }

    /** The transporter's GSTIN or id; or null. */
    public String transporterId() {
        return get("/transporter_id");
    }

    /** The system's distance in kilometres, where it said one; or null. */
    public Long distance() {
        return read("distance", Long::valueOf);
    }

    /** How often its validity was extended; or null. */
    public Long extended() {
        return read("extended", Long::valueOf);
    }

    /** Its number; or null. */
    public String consolidatedNo() {
        return get("/consolidated_no");
    }

    /** When it was made; or null. */
    public OffsetDateTime date() {
        return read("date", OffsetDateTime::parse);
    }

    /** The e-way bills in it; left out where it was made elsewhere. */
    public List<String> ewbNos() {
        return list("ewb_nos", text -> text);
    }

    /** How the goods travel: {@code road}, {@code rail}, {@code air}, {@code ship}, {@code in_transit}; or null. */
    public String mode() {
        return get("/mode");
    }

    /** The vehicle; or null. */
    public String vehicle() {
        return get("/vehicle");
    }

    /** Where the goods were; or null. */
    public String place() {
        return get("/place");
    }

    /** The number of that state; or null. */
    public String state() {
        return get("/state");
    }

    /**
     * Why it was cancelled, or is being cancelled: {@code duplicate}, {@code data_entry}, {@code order_cancelled},
     * {@code other}; or null.
     */
    public String reason() {
        return get("/reason");
    }

    /** When it was cancelled; or null. */
    public OffsetDateTime cancelDate() {
        return read("cancel_date", OffsetDateTime::parse);
    }

    /**
     * A step that was sent, and whose result is not known: {@code vehicle}, {@code vehicles}, {@code transporter},
     * {@code extend}, {@code consolidate}, {@code reject}, {@code replace}, {@code renew}; or null.
     */
    public String underWay() {
        return get("/under_way");
    }

    /** The portal's name; or null. */
    public String portal() {
        return get("/portal");
    }

    /** Where the bill that stands travels otherwise than was asked now, each with both values: nothing was changed. */
    public List<String> differs() {
        return list("differs", text -> text);
    }

    /** What came of the call; or null. */
    public String message() {
        return get("/message");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }

    /** Why it was refused; or null. As JSON, unless it is a text. */
    public String report() {
        return get("/report");
    }

    /** The sandbox made it: it covers no goods. */
    public boolean sandbox() {
        return flag("sandbox");
    }
}

package in.einv;

import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How the making, or the cancelling, of an e-way bill ended: with the registration of its document, or alone. */
public final class EwbAnswered extends Part {
    EwbAnswered(String json) {
        super(json);
    }

    /**
     * How it stands: {@code pending}, {@code in_doubt}, {@code registered}, {@code rejected}, {@code withdrawn},
     * {@code cancelled}, {@code unknown}, {@code not_asked}, {@code failed}, {@code active}, {@code cancelling},
     * {@code expired}, {@code discarded}, {@code closed}, {@code invalid}, {@code cannot_tell}.
     */
    public String status() {
        return get("/status");
    }

    /** The portal's IRN once it is known, ours until then; or null. */
    public String irn() {
        return get("/irn");
    }

    /** The acknowledgement's number; or null. */
    public String ackNo() {
        return get("/ack_no");
    }

    /** When the portal acknowledged it; or null. */
    public OffsetDateTime ackDate() {
        return read("ack_date", OffsetDateTime::parse);
    }

    /** Null, as for the QR, where the portal no longer gives it. */
    public String signedInvoice() {
        return get("/signed_invoice");
    }

    /** The text of the QR; or null. */
    public String signedQr() {
        return get("/signed_qr");
    }

    /** The portal's name; or null. */
    public String portal() {
        return get("/portal");
    }

    /** Learnt by asking, not from the answer to the sending itself. */
    public boolean recovered() {
        return flag("recovered");
    }

    /** Until when it can be cancelled; or null. */
    public OffsetDateTime cancelUntil() {
        return read("cancel_until", OffsetDateTime::parse);
    }

    /** Null where none was asked for. */
    public EwayBill ewb() {
        return read("ewb", EwayBill::new);
    }

    /** What the portal said beside it. */
    public List<String> info() {
        return list("info", text -> text);
    }

    /**
     * Why it is less than the portal's own answer: {@code duplicate_answer}, {@code registered_elsewhere}; or null.
     */
    public String proof() {
        return get("/proof");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }

    /** When the portal did it; null for one that was taken back before it left. */
    public OffsetDateTime cancelDate() {
        return read("cancel_date", OffsetDateTime::parse);
    }

    /** Why: {@code duplicate}, {@code data_entry}, {@code order_cancelled}, {@code other}; or null. */
    public String reason() {
        return get("/reason");
    }

    /** In words; or null. */
    public String remark() {
        return get("/remark");
    }

    /** Why it was refused; or null. As JSON, unless it is a text. */
    public String report() {
        return get("/report");
    }

    /** Why; or null. */
    public String held() {
        return get("/held");
    }

    /** What ends the waiting; or null. */
    public String waitsFor() {
        return get("/waits_for");
    }

    /** The time from when on another try is worth it, where there is one; or null. */
    public OffsetDateTime waitsUntil() {
        return read("waits_until", OffsetDateTime::parse);
    }

    /** What came of the call; or null. */
    public String message() {
        return get("/message");
    }

    /** A cancellation was asked for or is under way, and is not settled. */
    public boolean cancelling() {
        return flag("cancelling");
    }

    /** The sandbox registered it: it is not a tax invoice. */
    public boolean sandbox() {
        return flag("sandbox");
    }

    /** Where this computer's clock is wrong; or null. */
    public WrongClock clock() {
        return read("clock", WrongClock::new);
    }

    /**
     * Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was
     * changed.
     */
    public List<String> differs() {
        return list("differs", text -> text);
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
     * A step that was sent, and whose result is not known: {@code vehicle}, {@code vehicles}, {@code transporter},
     * {@code extend}, {@code consolidate}, {@code reject}, {@code replace}, {@code renew}; or null.
     */
    public String underWay() {
        return get("/under_way");
    }
}

package in.einv;

import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** How a cancelling ended. */
public final class Cancellation extends Part {
    Cancellation(String json) {
        super(json);
    }

    /**
     * How it stands: {@code pending}, {@code in_doubt}, {@code registered}, {@code rejected}, {@code withdrawn},
     * {@code cancelled}, {@code unknown}.
     */
    public String status() {
        return get("/status");
    }

    /** The portal's IRN once it is known, ours until then. */
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

    /** Why the portal refused it; or null. */
    public Report report() {
        return read("report", Report::new);
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

    /** How it stands, in words; or null. */
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

    /** What is left to do when the time for it is over, the usual way first. */
    public List<Remedy> remedies() {
        return list("remedies", Remedy::new);
    }

    /** The same, by the name that answers used first. */
    public List<RemedyByOldName> roads() {
        return list("roads", RemedyByOldName::new);
    }

    /** As INV-01; or null. As JSON. */
    public String draft() {
        return get("/draft");
    }

    /** What only the caller can give: the number of its own series. */
    public List<String> draftNeeds() {
        return list("draft_needs", text -> text);
    }

    /** Worth knowing of such a note; or null. */
    public String draftInfo() {
        return get("/draft_info");
    }

    /**
     * Where its e-way bill that stands travels otherwise than was asked now, each with both values: nothing was
     * changed.
     */
    public List<String> differs() {
        return list("differs", text -> text);
    }
}

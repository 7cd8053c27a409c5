package in.einv;

import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** An e-way bill, with what is known of it. */
public final class EwayBill extends Part {
    EwayBill(String json) {
        super(json);
    }

    /**
     * How it stands: {@code not_asked}, {@code in_doubt}, {@code failed}, {@code active}, {@code cancelling},
     * {@code cancelled}, {@code pending}, {@code rejected}, {@code expired}, {@code discarded}, {@code closed}.
     */
    public String status() {
        return get("/status");
    }

    /** Its number; or null. */
    public String ewbNo() {
        return get("/ewb_no");
    }

    /** When it was made; or null. */
    public OffsetDateTime ewbDate() {
        return read("ewb_date", OffsetDateTime::parse);
    }

    /** Until when it is valid; or null. */
    public OffsetDateTime validUntil() {
        return read("valid_until", OffsetDateTime::parse);
    }

    /**
     * A step that was sent, and whose result is not known: {@code vehicle}, {@code vehicles}, {@code transporter},
     * {@code extend}, {@code consolidate}, {@code reject}, {@code replace}, {@code renew}; or null.
     */
    public String underWay() {
        return get("/under_way");
    }

    /** Why: the findings of this report are answered. */
    public List<Finding> errors() {
        return list("errors", Finding::new);
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }

    /** Why: {@code duplicate}, {@code data_entry}, {@code order_cancelled}, {@code other}; or null. */
    public String reason() {
        return get("/reason");
    }

    /** When the portal did it; or null. */
    public OffsetDateTime cancelDate() {
        return read("cancel_date", OffsetDateTime::parse);
    }
}

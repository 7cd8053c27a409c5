package in.einv;

import java.time.OffsetDateTime;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What is known of a taxpayer. */
public final class Taxpayer extends Part {
    Taxpayer(String json) {
        super(json);
    }

    /** The taxpayer's. */
    public String gstin() {
        return get("/gstin");
    }

    /**
     * {@code active}, {@code cancelled}, {@code inactive}, {@code provisional}, {@code suspended}, or the portal's own
     * word.
     */
    public String status() {
        return get("/status");
    }

    /** The name it trades under; or null. */
    public String tradeName() {
        return get("/trade_name");
    }

    /** The name it is registered under; or null. */
    public String legalName() {
        return get("/legal_name");
    }

    /** Whether it is blocked for e-way bills. */
    public boolean blocked() {
        return flag("blocked");
    }

    /** {@code REG}, {@code COM}, {@code SEZ}, …; or null. */
    public String kind() {
        return get("/kind");
    }

    /** Two digits; or null. */
    public String stateCode() {
        return get("/state_code");
    }

    /** The PIN code of its address; or null. */
    public String pin() {
        return get("/pin");
    }

    /** Its address, on one line; or null. */
    public String address() {
        return get("/address");
    }

    /** {@code yyyy-MM-dd}; or null. */
    public String registeredOn() {
        return get("/registered_on");
    }

    /** {@code yyyy-MM-dd}; or null. */
    public String deregisteredOn() {
        return get("/deregistered_on");
    }

    /** The portal's name; or null. */
    public String portal() {
        return get("/portal");
    }

    /** When the portal was asked; or null. */
    public OffsetDateTime asOf() {
        return read("as_of", OffsetDateTime::parse);
    }

    /** From the ledger's memory. */
    public boolean cached() {
        return flag("cached");
    }

    /** How old it is; or null. */
    public Long ageSeconds() {
        return read("age_seconds", Long::valueOf);
    }

    /** What the portal said; or null. */
    public String message() {
        return get("/message");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }
}

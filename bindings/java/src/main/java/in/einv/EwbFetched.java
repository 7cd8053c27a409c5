package in.einv;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What the e-way bill system says now. */
public final class EwbFetched extends Part {
    EwbFetched(String json) {
        super(json);
    }

    /**
     * How it stands: {@code not_asked}, {@code in_doubt}, {@code failed}, {@code active}, {@code cancelling},
     * {@code cancelled}, {@code pending}, {@code rejected}, {@code expired}, {@code discarded}, {@code closed},
     * {@code invalid}, {@code cannot_tell}, {@code unknown}; or null.
     */
    public String status() {
        return get("/status");
    }

    /** Whether Part B is there: {@code A}, {@code B}; or null. */
    public String part() {
        return get("/part");
    }

    /** Its number; or null. */
    public String ewbNo() {
        return get("/ewb_no");
    }

    /** When it was made; or null. */
    public OffsetDateTime ewbDate() {
        return read("ewb_date", OffsetDateTime::parse);
    }

    /** Until when it is valid; none for Part A alone; or null. */
    public OffsetDateTime validUntil() {
        return read("valid_until", OffsetDateTime::parse);
    }

    /** How it stands: {@code active}, {@code cancelled}, {@code discarded}, {@code closed}; or null. */
    public String standing() {
        return get("/standing");
    }

    /** Whether the other party rejected it. */
    public boolean rejected() {
        return flag("rejected");
    }

    /** Who made it; or null. */
    public String maker() {
        return get("/maker");
    }

    /** Of an outward supply {@code O}, of an inward one {@code I}; or null. */
    public String supply() {
        return get("/supply");
    }

    /** {@code INV}, {@code BIL}, {@code BOE}, {@code CHL}, {@code OTH}; or null. */
    public String type() {
        return get("/type");
    }

    /** The document's number; or null. */
    public String number() {
        return get("/number");
    }

    /** The document's date; or null. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /** The consignor's GSTIN, or {@code URP}; or null. */
    public String fromGstin() {
        return get("/from_gstin");
    }

    /** The consignee's GSTIN, or {@code URP}; or null. */
    public String toGstin() {
        return get("/to_gstin");
    }

    /** The document's value; or null. */
    public BigDecimal total() {
        return read("total", BigDecimal::new);
    }

    /** The transporter's GSTIN or id; or null. */
    public String transporterId() {
        return get("/transporter_id");
    }

    /** In kilometres; or null. */
    public Long distance() {
        return read("distance", Long::valueOf);
    }

    /** How often its validity was extended; or null. */
    public Long extended() {
        return read("extended", Long::valueOf);
    }

    /** Its Part B, entry by entry. */
    public List<SheetVehicle> vehicles() {
        return list("vehicles", SheetVehicle::new);
    }

    /** Its Part A in the system's own keys; null in a list. As JSON, unless it is a text. */
    public String document() {
        return get("/document");
    }

    /** {@code portal}: {@code portal}; or null. */
    public String source() {
        return get("/source");
    }

    /** The sandbox showed it. */
    public boolean sandbox() {
        return flag("sandbox");
    }

    /** Each as the system's list shows it: without parties and vehicles. */
    public List<EwbShown> ewbs() {
        return list("ewbs", EwbShown::new);
    }

    /** The day they were made on; or null. */
    public LocalDate day() {
        return read("day", LocalDate::parse);
    }

    /** Why the list is not whole: one of two e-way bill systems gave none; or null. */
    public String incomplete() {
        return get("/incomplete");
    }

    /** In words; or null. */
    public String message() {
        return get("/message");
    }

    /** What to do; or null. */
    public String fix() {
        return get("/fix");
    }

    /** The system's refusal; or null. */
    public Report report() {
        return read("report", Report::new);
    }
}

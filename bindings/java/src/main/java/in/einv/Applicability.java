package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What the law asks of a bill, and why. */
public final class Applicability extends Part {
    Applicability(String json) {
        super(json);
    }

    /** Whether it asks for an e-invoice: {@code required}, {@code not_required}, {@code cannot_tell}. */
    public String verdict() {
        return get("/verdict");
    }

    /**
     * How sure the verdict is: as its weakest necessary ground, or its strongest sufficient one. null without a
     * verdict: {@code verified}, {@code reprinted}, {@code secondary}, {@code unverified}.
     */
    public String sure() {
        return get("/sure");
    }

    /**
     * First the reasons against the duty, then those that leave it open, those for it, and those that decide nothing.
     */
    public List<ApplicabilityReason> reasons() {
        return list("reasons", ApplicabilityReason::new);
    }

    /** Null before e-invoicing began. */
    public Threshold threshold() {
        return read("threshold", Threshold::new);
    }

    /** The first year with a turnover above it; or null. */
    public String crossedIn() {
        return get("/crossed_in");
    }

    /** Years with an unknown turnover that would be needed. */
    public List<String> missingYears() {
        return list("missing_years", text -> text);
    }

    /**
     * Last day for reporting; null where the verdict is not required, there is no limit, or the turnover isn't known.
     */
    public LocalDate reportBy() {
        return read("report_by", LocalDate::parse);
    }

    /** Hours from the acknowledgement in which an IRN may be cancelled; null unless the verdict is required. */
    public Long cancelHours() {
        return read("cancel_hours", Long::valueOf);
    }

    /** The e-way bill, if the goods move: {@code due}, {@code not_due}, {@code cannot_tell}. */
    public String ewb() {
        return get("/ewb");
    }

    /** The dynamic QR code for payment: {@code due}, {@code not_due}, {@code cannot_tell}. */
    public String b2cQr() {
        return get("/b2c_qr");
    }

    /** The penalties for not reporting, or for leaving out the QR code; null where neither is due. */
    public Exposure exposure() {
        return read("exposure", Exposure::new);
    }
}

package in.einv;

import java.math.BigDecimal;
import java.time.LocalDate;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The threshold in force on the document's day. */
public final class Threshold extends Part {
    Threshold(String json) {
        super(json);
    }

    /** In rupees; turnover above it brings the duty. */
    public BigDecimal amount() {
        return read("amount", BigDecimal::new);
    }

    /** The first document date it goes for. */
    public LocalDate from() {
        return read("from", LocalDate::parse);
    }

    /** Of the central tax series: {@code 10/2023-CT}. */
    public String notification() {
        return get("/notification");
    }

    /** Of notification, amount and day: {@code verified}, {@code reprinted}, {@code secondary}, {@code unverified}. */
    public String sure() {
        return get("/sure");
    }
}

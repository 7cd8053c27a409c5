package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One document on which the sides differ. */
public final class Difference extends Part {
    Difference(String json) {
        super(json);
    }

    /**
     * How: {@code missing_here}, {@code missing_there}, {@code differs}, {@code cancelled_here},
     * {@code cancelled_there}, {@code unsettled_here}, {@code void_here}, {@code not_populated}, {@code without_mark},
     * {@code not_registered}, {@code missing_in_books}, {@code books_differ}, {@code cancelled_in_books},
     * {@code not_cancelled_in_books}, {@code other_period}, {@code no_credit}, {@code twice_there}, {@code unreadable}.
     */
    public String kind() {
        return get("/kind");
    }

    /** As it stands there, be it an IRN or not; or null. */
    public String irn() {
        return get("/irn");
    }

    /**
     * {@code INV}, {@code CRN} or {@code DBN}; null, as date and table, where the list's entry can't be read:
     * {@code INV}, {@code CRN}, {@code DBN}.
     */
    public String type() {
        return get("/type");
    }

    /** The document's; empty where it can't be read. */
    public String number() {
        return get("/number");
    }

    /** The document's; or null. */
    public LocalDate date() {
        return read("date", LocalDate::parse);
    }

    /** Table of the return's form: {@code 4A}; or null. */
    public String table() {
        return get("/table");
    }

    /** In words. */
    public String message() {
        return get("/message");
    }

    /** What to do. */
    public String fix() {
        return get("/fix");
    }

    /**
     * The likely cause: {@code made_elsewhere}, {@code still_to_come}, {@code section_not_downloaded},
     * {@code not_filled_in}, {@code rounding}, {@code other_day}, {@code entered_otherwise}, {@code edited_in_return},
     * {@code cancelled_elsewhere}, {@code cancelled_later}, {@code answer_lost}, {@code portal_says},
     * {@code never_sent}, {@code waiting}, {@code refused}, {@code books_not_told}, {@code not_entered},
     * {@code supplier_not_filed}, {@code filed_late}, {@code credit_time_over}, {@code place_of_supply},
     * {@code listed_twice}, {@code file_damaged}.
     */
    public String cause() {
        return get("/cause");
    }

    /**
     * What to do, in a word: {@code import}, {@code download_again}, {@code compare_signed}, {@code correct_return},
     * {@code fetch}, {@code flush}, {@code enter_by_hand}, {@code register}, {@code correct_books}, {@code cancel},
     * {@code ask_supplier}, {@code claim_nothing}, {@code claim_then}, {@code nothing}.
     */
    public String remedy() {
        return get("/remedy");
    }

    /** How the books have it, where they were given: {@code present}, {@code cancelled}, {@code absent}; or null. */
    public String books() {
        return get("/books");
    }

    /** GSTIN of the supplier, of a purchase; or null. */
    public String supplier() {
        return get("/supplier");
    }

    /**
     * How a purchase was found on the other side: {@code exact}, {@code irn}, {@code number}, {@code amount}; or null.
     */
    public String matched() {
        return get("/matched");
    }

    /** The particulars that differ. */
    public List<DifferingField> fields() {
        return list("fields", DifferingField::new);
    }
}

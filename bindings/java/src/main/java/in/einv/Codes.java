package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A page of a master list, or which lists there are. */
public final class Codes extends Part {
    Codes(String json) {
        super(json);
    }

    /** Each of them. */
    public List<String> lists() {
        return list("lists", text -> text);
    }

    /** Which; or null. */
    public String list() {
        return get("/list");
    }

    /** Its codes of this page. */
    public List<CodeRow> rows() {
        return list("rows", CodeRow::new);
    }

    /** How many fit; or null. */
    public Long total() {
        return read("total", Long::valueOf);
    }

    /** What to give as {@code after} for the next page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }

    /** The day of the lists; or null. */
    public LocalDate day() {
        return read("day", LocalDate::parse);
    }
}

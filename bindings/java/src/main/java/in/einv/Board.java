package in.einv;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What must be reported, settled or cancelled, and by when. */
public final class Board extends Part {
    Board(String json) {
        super(json);
    }

    /** The moment it was made for. */
    public OffsetDateTime at() {
        return read("at", OffsetDateTime::parse);
    }

    /** Entries that are late, or have not come to rest for 24 hours. */
    public long late() {
        return whole("late");
    }

    /** Entries of all pages. */
    public long total() {
        return whole("total");
    }

    /** The same by what they are about. */
    public Map<String, Long> counts() {
        return map("counts", Long::valueOf);
    }

    /** A page of them, the most urgent first. */
    public List<BoardEntry> entries() {
        return list("entries", BoardEntry::new);
    }

    /** What to give as {@code after} for the next page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }

    /** Certificates that run out. */
    public List<String> warnings() {
        return list("warnings", text -> text);
    }

    /** The engine's portal is the sandbox. */
    public boolean sandbox() {
        return flag("sandbox");
    }
}

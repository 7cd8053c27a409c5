package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Documents of the ledger, ordered by supplier, date, type and number. */
public final class DocumentList extends Part {
    DocumentList(String json) {
        super(json);
    }

    /** A page of them. */
    public List<ListedDocument> documents() {
        return list("documents", ListedDocument::new);
    }

    /** How many there are on all pages. */
    public long total() {
        return whole("total");
    }

    /** What to give as {@code after} for the next page; null where there is none. */
    public Long next() {
        return read("next", Long::valueOf);
    }

    /** The engine's portal is the sandbox. */
    public boolean sandbox() {
        return flag("sandbox");
    }
}

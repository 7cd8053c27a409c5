package in.einv;

import java.util.List;
import java.util.Map;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Where documents land in GSTR-1. */
public final class Gstr1 extends Part {
    Gstr1(String json) {
        super(json);
    }

    /** What the built-in sandbox registered is in no real return. */
    public boolean sandbox() {
        return flag("sandbox");
    }

    /** The supplier, where one was asked for; or null. */
    public String gstin() {
        return get("/gstin");
    }

    /** Each document, in the order they were given or are dated. */
    public List<Gstr1Placed> documents() {
        return list("documents", Gstr1Placed::new);
    }

    /** The return's sections. */
    public Gstr1Sections sections() {
        return read("sections", Gstr1Sections::new);
    }

    /** What each table adds up to, by its name: {@code 4A}. */
    public Map<String, Gstr1Total> totals() {
        return map("totals", Gstr1Total::new);
    }
}

package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The notes to one recipient. */
public final class Gstr1Notes extends Part {
    Gstr1Notes(String json) {
        super(json);
    }

    /** GSTIN of the recipient. */
    public String ctin() {
        return get("/ctin");
    }

    /** The recipient's name; or null. */
    public String trdname() {
        return get("/trdname");
    }

    /** Each of them. */
    public List<Gstr1Note> nt() {
        return list("nt", Gstr1Note::new);
    }
}

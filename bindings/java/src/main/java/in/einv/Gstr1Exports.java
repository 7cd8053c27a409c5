package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** The exports of one kind. */
public final class Gstr1Exports extends Part {
    Gstr1Exports(String json) {
        super(json);
    }

    /** {@code WPAY} or {@code WOPAY}: with payment of tax, or without. */
    public String expTyp() {
        return get("/exp_typ");
    }

    /** Each of them. */
    public List<Gstr1Export> inv() {
        return list("inv", Gstr1Export::new);
    }
}

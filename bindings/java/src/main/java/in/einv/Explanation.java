package in.einv;

import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** What was said, explained. */
public final class Explanation extends Part {
    Explanation(String json) {
        super(json);
    }

    /** Empty when neither a code nor known words were given. */
    public String code() {
        return get("/code");
    }

    /** The owner of the code; null for an unknown one: {@code irp}, {@code ewb}, {@code gsp}. */
    public String system() {
        return get("/system");
    }

    /** What the code says, in the language asked for, as are cause and fix; each at most 160 characters. */
    public String meaning() {
        return get("/meaning");
    }

    /** The cause. */
    public String cause() {
        return get("/cause");
    }

    /** The fix. */
    public String fix() {
        return get("/fix");
    }

    /**
     * Whether the request may go again; null for what is unknown: {@code never}, {@code after_correction},
     * {@code after_login}, {@code later}, {@code after_sync}.
     */
    public String retry() {
        return get("/retry");
    }

    /**
     * What it has to do with; null for what is unknown: {@code business}, {@code schema}, {@code gstin}, {@code auth},
     * {@code transient}, {@code duplicate}, {@code ewb}.
     */
    public String class_() {
        return get("/class");
    }

    /** The portal's newest words; for an unknown code, the words that came with it. null where there are none. */
    public String portalWords() {
        return get("/portal_words");
    }

    /** Whether it is one of {@code PORTAL_ERRORS}. */
    public boolean known() {
        return flag("known");
    }

    /** For an unknown code: at most five codes with a similar spelling or wording. */
    public List<String> near() {
        return list("near", text -> text);
    }

    /** The meaning of the same code in other systems. */
    public List<Explanation> also() {
        return list("also", Explanation::new);
    }

    /** Those of the other codes, in the order they came. */
    public List<Explanation> others() {
        return list("others", Explanation::new);
    }
}

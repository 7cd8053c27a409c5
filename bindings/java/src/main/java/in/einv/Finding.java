package in.einv;

/** One fault, or warning, of a document. */
public final class Finding {
    private final String json;

    Finding(String json) {
        this.json = json;
    }

    /** The portal's number for it, such as {@code 2182}, or null. */
    public String code() {
        return get("/code");
    }

    /** {@code error}, {@code warning} or {@code info}; treat an unknown one as a warning. */
    public String severity() {
        return get("/severity");
    }

    /** JSON pointer to the field. */
    public String path() {
        return get("/path");
    }

    /** The rule's name. */
    public String rule() {
        return get("/rule");
    }

    /** The value found, or null. */
    public String value() {
        return get("/value");
    }

    /** The value expected, or null. */
    public String expected() {
        return get("/expected");
    }

    /** What is wrong. */
    public String message() {
        return get("/message");
    }

    /** What to do about it. */
    public String fix() {
        return get("/fix");
    }

    /** The source of the rule, or null. */
    public String source() {
        return get("/source");
    }

    /** Any value by its JSON pointer, or null. */
    public String get(String pointer) {
        return Json.get(json, pointer);
    }

    @Override
    public String toString() {
        return path() + ": " + message() + "; " + fix();
    }
}

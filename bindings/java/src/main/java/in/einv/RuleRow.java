package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** A rule, in a language. */
public final class RuleRow extends Part {
    RuleRow(String json) {
        super(json);
    }

    /** Its name, dotted and stable. */
    public String rule() {
        return get("/rule");
    }

    /** The portal's own code, where it has one; or null. */
    public String code() {
        return get("/code");
    }

    /** Other codes that the portal may give for it. */
    public List<String> also() {
        return list("also", text -> text);
    }

    /** How grave a breach is: {@code error}, {@code warning}, {@code info}. */
    public String severity() {
        return get("/severity");
    }

    /** Who can decide it: {@code here}, {@code portal}. */
    public String judge() {
        return get("/judge");
    }

    /** Where it looks, {@code []} standing for any line. */
    public String path() {
        return get("/path");
    }

    /** What is wrong: a template. */
    public String message() {
        return get("/message");
    }

    /** What to do: a template. */
    public String fix() {
        return get("/fix");
    }

    /** Its first day, where it has one; or null. */
    public LocalDate since() {
        return read("since", LocalDate::parse);
    }

    /** Its last day; null while it is in force. */
    public LocalDate until() {
        return read("until", LocalDate::parse);
    }

    /** The setting that decides whether or how it applies; or null. */
    public String setting() {
        return get("/setting");
    }

    /** Form field, rule of law, notification or portal page. */
    public String source() {
        return get("/source");
    }
}

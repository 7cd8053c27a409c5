package in.einv;

import java.time.LocalDate;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Everything found in one document, as the contract's report. */
public final class Report extends Part {
    Report(String json) {
        super(json);
    }

    /** Whether the verdict is {@code valid}. */
    public boolean valid() {
        return flag("valid");
    }

    /** What follows from the findings: {@code valid}, {@code invalid}, {@code not_judged}. */
    public String verdict() {
        return get("/verdict");
    }

    /** Of the e-way bill asked for in it; left out where the findings are a portal's answer; or null. */
    public EwbReport ewb() {
        return read("ewb", EwbReport::new);
    }

    /** Null where supplier, type, number or date can't be read. */
    public String irn() {
        return get("/irn");
    }

    /** Which document it is. */
    public DocumentIdentity document() {
        return read("document", DocumentIdentity::new);
    }

    /** Names of the rules that only the portal, or a fuller taxpayer profile, can decide. */
    public List<String> notJudged() {
        return list("not_judged", text -> text);
    }

    /** Every fault; root causes come first. */
    public List<Finding> findings() {
        return list("findings", Finding::new);
    }

    /** The rule pack that judged. */
    public String rules() {
        return get("/rules");
    }

    /** The day of the master lists that it was judged by. */
    public LocalDate lists() {
        return read("lists", LocalDate::parse);
    }

    /** Those of meaning; and those of dress, where they are asked for. */
    public List<Change> changes() {
        return list("changes", Change::new);
    }

    /** How many are of dress; or null. */
    public Long dressed() {
        return read("dressed", Long::valueOf);
    }
}

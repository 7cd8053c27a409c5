package in.einv;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Everything found in an e-way bill document. */
public final class EwayReport extends Part {
    EwayReport(String json) {
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

    /** Which document it is. */
    public EwayIdentity document() {
        return read("document", EwayIdentity::new);
    }

    /** How far the bill would be filled: {@code A} has no validity yet: {@code A}, {@code B}. */
    public String part() {
        return get("/part");
    }

    /**
     * Until when the bill would be valid if it were made now: a forecast by the distance, where one is given; the
     * system decides; or null.
     */
    public OffsetDateTime validUntilForecast() {
        return read("valid_until_forecast", OffsetDateTime::parse);
    }

    /** Whether the law asks for an e-way bill for these goods: {@code due}, {@code not_due}, {@code cannot_tell}. */
    public String ewb() {
        return get("/ewb");
    }

    /** Why. */
    public List<ApplicabilityReason> reasons() {
        return list("reasons", ApplicabilityReason::new);
    }

    /** Names of the rules that only the system, or a fuller taxpayer profile, can decide. */
    public List<String> notJudged() {
        return list("not_judged", text -> text);
    }

    /** Every fault. */
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

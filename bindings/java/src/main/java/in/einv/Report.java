package in.einv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The report of {@code validate}, which every refusal has, too. */
public final class Report {
    private final String json;

    Report(String json) {
        this.json = json;
    }

    /** Whether it has no error. */
    public boolean valid() {
        return "true".equals(get("/valid"));
    }

    /** {@code valid}, {@code invalid} or {@code not_judged}. */
    public String verdict() {
        return get("/verdict");
    }

    /** The IRN, or null where it can't be computed. */
    public String irn() {
        return get("/irn");
    }

    /** Every fault and warning. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (String one = get("/findings/0"); one != null; one = get("/findings/" + all.size())) {
            all.add(new Finding(one));
        }
        return Collections.unmodifiableList(all);
    }

    /** Any value by its JSON pointer, or null. */
    public String get(String pointer) {
        return Json.get(json, pointer);
    }

    @Override
    public String toString() {
        return json;
    }
}

package in.einv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The bills of a table, in its order. */
public final class Table {
    private final String first;
    private final List<Bill> bills;

    private Table(String first, List<Bill> bills) {
        this.first = first;
        this.bills = Collections.unmodifiableList(bills);
    }

    /** Reads a table page by page. */
    static Table read(BiFunction<String, String, Answer> convert, Path table, ConvertOptions options) {
        List<Bill> bills = new ArrayList<>();
        String first = null;
        for (String after = "0"; after != null; ) {
            String page = convert.apply(options.request(table), "{\"after\":" + after + "}").text();
            first = first == null ? page : first;
            Json.elements(Json.get(page, "/bills")).forEach(bill -> bills.add(new Bill(bill)));
            after = Json.get(page, "/next");
        }
        return new Table(first, bills);
    }

    /** Every bill. */
    public List<Bill> bills() {
        return bills;
    }

    /** Complete and valid: to be sent. */
    public List<Bill> ready() {
        return of("ready");
    }

    /** To be corrected. */
    public List<Bill> faulty() {
        return of("faulty");
    }

    /** Not to be sent; {@link Bill#reason()} says why. */
    public List<Bill> skipped() {
        return of("skipped");
    }

    /** What is wrong with the table itself. */
    public List<Finding> findings() {
        return new Report(first).findings();
    }

    /** A value of the answer by its JSON pointer, such as {@code "/read/preset"} or {@code "/counts/rows"}. */
    public String get(String pointer) {
        return Json.get(first, pointer);
    }

    private List<Bill> of(String status) {
        return bills.stream().filter(bill -> bill.status().equals(status)).collect(Collectors.toList());
    }

    /** A bill of a table. */
    public static final class Bill {
        private final String json;

        Bill(String json) {
            this.json = json;
        }

        /** Its number, as it stands. */
        public String number() {
            return get("/number");
        }

        /** {@code ready}, {@code faulty} or {@code skipped}. */
        public String status() {
            return get("/status");
        }

        /** Why it is skipped, or null. */
        public String reason() {
            return get("/reason");
        }

        /** INV-01 as JSON, completed; of a faulty bill as far as it goes. */
        public String invoice() {
            return get("/invoice");
        }

        /** Every fault and warning; {@code at} in each says where it stands. */
        public List<Finding> findings() {
            return new Report(json).findings();
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
}

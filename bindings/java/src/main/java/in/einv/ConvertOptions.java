package in.einv;

import java.nio.file.Path;

/** How a table is read. Each method gives options with one thing more. */
public final class ConvertOptions {
    private final String members;

    private ConvertOptions(String members) {
        this.members = members;
    }

    /** The preset whose headings fit, or the dictionary of headings. */
    public static ConvertOptions none() {
        return new ConvertOptions("");
    }

    /** By a mapping file. */
    public static ConvertOptions map(Path file) {
        return none().with("map", file.toAbsolutePath().toString());
    }

    /** By a preset: amazon, flipkart, gstr1, marg, nic, sheet, tally, vyapar or zoho. */
    public static ConvertOptions preset(String name) {
        return none().with("preset", name);
    }

    /** From a sheet of a workbook. */
    public ConvertOptions sheet(String name) {
        return with("sheet", name);
    }

    /** With the customers of another table. */
    public ConvertOptions parties(Path table) {
        return with("parties", table.toAbsolutePath().toString());
    }

    /** With the goods and services of another table. */
    public ConvertOptions items(Path table) {
        return with("items", table.toAbsolutePath().toString());
    }

    private ConvertOptions with(String name, String value) {
        return new ConvertOptions(members + "," + Json.quote(name) + ":" + Json.quote(value));
    }

    /** The request for a table. */
    String request(Path table) {
        return "{\"path\":" + Json.quote(table.toAbsolutePath().toString()) + members + "}";
    }
}

package in.einv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** A bill that is said key by key, or an object in it. */
class BillPart {
    private final Map<String, String> members = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> objects = new LinkedHashMap<>();

    final void put(String key, String json) {
        members.put(key, json);
    }

    /** One text, or a list of several. */
    final void texts(String key, String... texts) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (String text : texts) {
            all.add(Json.quote(text));
        }
        put(key, all.toString());
    }

    final void add(String key, String json) {
        lists.computeIfAbsent(key, none -> new ArrayList<>()).add(json);
    }

    final void within(String key, String name, String json) {
        objects.computeIfAbsent(key, none -> new LinkedHashMap<>()).put(name, json);
    }

    static <P extends BillPart> String part(P part, Consumer<P> says) {
        says.accept(part);
        return part.toString();
    }

    /** Options with {@code normalize}, unless they say it. */
    static String normalizing(String opts) {
        String given = opts == null || opts.isBlank() ? "{}" : opts.trim();
        if (!given.startsWith("{") || Json.members(given).containsKey("normalize")) {
            return given;
        }
        String rest = given.substring(1).trim();
        return "{\"normalize\":true" + (rest.startsWith("}") ? "" : ",") + rest;
    }

    /** As JSON. */
    @Override
    public final String toString() {
        StringJoiner all = new StringJoiner(",", "{", "}");
        members.forEach((key, json) -> all.add(Json.quote(key) + ":" + json));
        lists.forEach((key, list) -> all.add(Json.quote(key) + ":[" + String.join(",", list) + "]"));
        objects.forEach((key, pairs) -> {
            StringJoiner inner = new StringJoiner(",", "{", "}");
            pairs.forEach((name, json) -> inner.add(Json.quote(name) + ":" + json));
            all.add(Json.quote(key) + ":" + inner);
        });
        return all.toString();
    }
}

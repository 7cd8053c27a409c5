package in.einv;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An object of an answer. Its values by name are in the classes that extend it, which are made from the library's schemas. */
abstract class Part {
    private final String json;

    Part(String json) {
        this.json = json;
    }

    /**
     * Any value by its JSON pointer, such as {@code "/irn"}: the text of a string, the JSON of anything else, null where there is
     * nothing or null.
     */
    public String get(String pointer) {
        return Json.get(json, pointer);
    }

    /** The object as the library wrote it. */
    @Override
    public String toString() {
        return json;
    }

    final boolean has(String name) {
        return get("/" + name) != null;
    }

    final boolean flag(String name) {
        return "true".equals(get("/" + name));
    }

    /** A whole number; 0 where there is none. */
    final long whole(String name) {
        String text = get("/" + name);
        return text == null ? 0 : Long.parseLong(text);
    }

    /** A number; 0 where there is none. */
    final double number(String name) {
        String text = get("/" + name);
        return text == null ? 0 : Double.parseDouble(text);
    }

    /** A value, or null where there is none. */
    final <T> T read(String name, Function<String, T> how) {
        String text = get("/" + name);
        return text == null ? null : how.apply(text);
    }

    /** The elements of a list, or the one that stands in place of a list; empty where there is none. */
    final <T> List<T> list(String name, Function<String, T> how) {
        String text = get("/" + name);
        List<String> all = text == null ? List.of() : text.startsWith("[") ? Json.elements(text) : List.of(text);
        return all.stream().map(one -> how.apply(Json.get(one, ""))).collect(Collectors.toUnmodifiableList());
    }

    /** The members of an object whose names are data, in their order; empty where there is none. */
    final <T> Map<String, T> map(String name, Function<String, T> how) {
        Map<String, T> all = new LinkedHashMap<>();
        Json.members(get("/" + name)).forEach((key, value) -> all.put(key, how.apply(Json.get(value, ""))));
        return Collections.unmodifiableMap(all);
    }
}

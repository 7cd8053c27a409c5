package in.einv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks one value up in JSON text that the library wrote, and quotes text for it. Not a reader for foreign JSON. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The value at a JSON pointer (RFC 6901): a string's text, the JSON of anything else, or null. */
    static String get(String text, String pointer) {
        Json json = new Json(text);
        try {
            json.space();
            if (!pointer.isEmpty()) {
                for (String step : pointer.substring(1).split("/", -1)) {
                    if (!json.enter(step.replace("~1", "/").replace("~0", "~"))) {
                        return null;
                    }
                }
            }
            return json.value();
        } catch (IndexOutOfBoundsException | NumberFormatException notJson) {
            return null;
        }
    }

    /** The elements of an array, each as JSON; empty for anything else. */
    static List<String> elements(String text) {
        List<String> found = new ArrayList<>();
        Json json = new Json(text == null ? "" : text);
        try {
            json.space();
            if (json.text.charAt(json.at++) != '[') {
                return found;
            }
            json.space();
            while (json.text.charAt(json.at) != ']') {
                int start = json.at;
                json.skip();
                found.add(json.text.substring(start, json.at));
                json.space();
                if (json.text.charAt(json.at) == ',') {
                    json.at++;
                    json.space();
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException notJson) {
            // Returns the complete elements.
        }
        return found;
    }

    /** The members of an object, each value as JSON, in their order; empty for anything else. */
    static Map<String, String> members(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        Json json = new Json(text == null ? "" : text);
        try {
            json.space();
            if (json.text.charAt(json.at++) != '{') {
                return found;
            }
            json.space();
            while (json.text.charAt(json.at) != '}') {
                String name = json.string();
                json.space();
                json.at++; // the colon
                json.space();
                int start = json.at;
                json.skip();
                found.put(name, json.text.substring(start, json.at));
                json.space();
                if (json.text.charAt(json.at) == ',') {
                    json.at++;
                    json.space();
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException notJson) {
            // Returns the complete members.
        }
        return found;
    }

    /** A JSON string, in ASCII. */
    static String quote(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** From the start of an object or array to the start of its member, or false. */
    private boolean enter(String step) {
        char open = text.charAt(at);
        if (open != '{' && open != '[') {
            return false;
        }
        at++;
        space();
        for (int index = 0; text.charAt(at) != '}' && text.charAt(at) != ']'; index++) {
            String name = String.valueOf(index);
            if (open == '{') {
                name = string();
                space();
                at++; // the colon
                space();
            }
            if (name.equals(step)) {
                return true;
            }
            skip();
            space();
            if (text.charAt(at) == ',') {
                at++;
                space();
            }
        }
        return false;
    }

    private String value() {
        if (text.charAt(at) == '"') {
            return string();
        }
        int start = at;
        skip();
        String value = text.substring(start, at);
        return value.equals("null") || value.isEmpty() ? null : value;
    }

    /** Past one whole value. Counts the depth without recursion, so an answer may have any depth. */
    private void skip() {
        int depth = 0;
        do {
            char c = text.charAt(at);
            if (c == '"') {
                string();
            } else if (c == '{' || c == '[') {
                depth++;
                at++;
            } else if (c == '}' || c == ']') {
                depth--;
                at++;
            } else if (c == ',' || c == ':' || c <= ' ') {
                at++;
            } else {
                while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
            }
        } while (depth > 0);
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = text.charAt(++at);
            switch (c) {
                case 'n': out.append('\n'); break;
                case 't': out.append('\t'); break;
                case 'r': out.append('\r'); break;
                case 'b': out.append('\b'); break;
                case 'f': out.append('\f'); break;
                case 'u':
                    out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                    break;
                default: out.append(c);
            }
        }
        at++;
        return out.toString();
    }

    private void space() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }
}

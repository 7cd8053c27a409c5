package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** One value that comes out otherwise than it went in. */
public final class Change extends Part {
    Change(String json) {
        super(json);
    }

    /** JSON pointer into the invoice that comes out. */
    public String path() {
        return get("/path");
    }

    /** The input's own text; none where there was nothing; or null. */
    public String from() {
        return get("/from");
    }

    /** What stands there now; none where it is left out; or null. */
    public String to() {
        return get("/to");
    }

    /**
     * Why: {@code trimmed}, {@code case}, {@code gstin_spacing}, {@code number_from_text}, {@code text_from_number},
     * {@code money}, {@code digits}, {@code date_shape}, {@code flag_word}, {@code key_case}, {@code key_alias},
     * {@code wrapper}, {@code blank}, {@code null}, {@code unit_word}, {@code state_name}, {@code country_name},
     * {@code type_word}, {@code supply_word}, {@code percent_from_fraction}, {@code excel_day}, {@code leading_zero},
     * {@code tally_rate}, {@code character}, {@code address_split}, {@code shortened}, {@code contact_dropped},
     * {@code rate_summed}, {@code sign_turned}, {@code net_of_tax}, {@code rounded}, {@code derived_discount},
     * {@code derived_state}, {@code derived_place}, {@code derived_urp}, {@code derived_abroad},
     * {@code derived_service}, {@code derived_reference}, {@code default_profile}, {@code default_value},
     * {@code preset_default}, {@code filled_down}, {@code party_file}, {@code party_cache}, {@code item_file}.
     */
    public String why() {
        return get("/why");
    }

    /** Where it stood; none where it stood nowhere; or null. */
    public Place at() {
        return read("at", Place::new);
    }
}

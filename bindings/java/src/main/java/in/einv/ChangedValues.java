package in.einv;

// Made by bindings/declare.py from docs/schema; do not edit.

/** Changes for one reason. */
public final class ChangedValues extends Part {
    ChangedValues(String json) {
        super(json);
    }

    /**
     * The word for it: {@code trimmed}, {@code case}, {@code gstin_spacing}, {@code number_from_text},
     * {@code text_from_number}, {@code money}, {@code digits}, {@code date_shape}, {@code flag_word}, {@code key_case},
     * {@code key_alias}, {@code wrapper}, {@code blank}, {@code null}, {@code unit_word}, {@code state_name},
     * {@code country_name}, {@code type_word}, {@code supply_word}, {@code percent_from_fraction}, {@code excel_day},
     * {@code leading_zero}, {@code tally_rate}, {@code character}, {@code address_split}, {@code shortened},
     * {@code contact_dropped}, {@code rate_summed}, {@code sign_turned}, {@code net_of_tax}, {@code rounded},
     * {@code derived_discount}, {@code derived_state}, {@code derived_place}, {@code derived_urp},
     * {@code derived_abroad}, {@code derived_service}, {@code derived_reference}, {@code default_profile},
     * {@code default_value}, {@code preset_default}, {@code filled_down}, {@code party_file}, {@code party_cache},
     * {@code item_file}.
     */
    public String why() {
        return get("/why");
    }

    /** How many. */
    public long count() {
        return whole("count");
    }
}

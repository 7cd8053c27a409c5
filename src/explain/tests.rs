use super::*;
use crate::codes::tests::shared;
use crate::reference::reference;
use proptest::prelude::*;

fn codes(words: &str) -> Vec<String> {
    explain(words, None, Language::En).into_iter().filter(|e| e.known).map(|e| e.code.into_owned()).collect()
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_shared_code_is_explained_in_both_languages() {
    let rows = shared("error_codes.csv");
    // Beside the codes of that list there are codes from newer texts.
    assert!(rows.len() <= PORTAL_ERRORS.iter().filter(|row| row.system != System::Ewb).count());
    for row in &rows {
        for language in [Language::En, Language::Hi] {
            let explained = explain(&row[0], None, language);
            let [e] = &explained[..] else { panic!("{}: {explained:?}", row[0]) };
            assert!(e.known && e.code == row[0] && e.near.is_empty());
            for text in [e.meaning, e.cause, e.fix] {
                assert!((8..=160).contains(&text.chars().count()), "{} {text}", row[0]);
                let hindi = text.chars().any(|c| ('\u{0900}'..='\u{097f}').contains(&c));
                assert_eq!(hindi, language == Language::Hi, "{} {text}", row[0]);
            }
            let class = serde_json::to_value(e.class).unwrap();
            assert_eq!(class, row[2], "{}", row[0]);
        }
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_code_of_the_eway_bill_system_is_explained() {
    let rows = shared("ewb_error_codes.csv");
    assert!(rows.len() > 330);
    let mut in_both = 0;
    for row in &rows {
        let explained = explain(&row[0], Some(System::Ewb), Language::En);
        let [e] = &explained[..] else { panic!("{}: {explained:?}", row[0]) };
        assert!(e.known && e.code == row[0] && e.system == Some(System::Ewb), "{}", row[0]);
        for text in [e.meaning, e.cause, e.fix] {
            assert!((8..=160).contains(&text.chars().count()), "{} {text}", row[0]);
        }
        // Unless the system is named, the e-invoice portals' answer comes first.
        let first = &explain(&row[0], None, Language::En)[0];
        if e.also.is_empty() {
            assert_eq!(first.system, Some(System::Ewb), "{}", row[0]);
        } else {
            in_both += 1;
            assert_eq!((first.system, first.also[0].system), (Some(System::Irp), Some(System::Ewb)), "{}", row[0]);
            assert_eq!(e.also[0].meaning, first.meaning);
        }
    }
    assert_eq!(in_both, 10);
}

#[test]
fn every_row_of_the_eway_bill_system_explains_its_code() {
    let rows: Vec<_> = PORTAL_ERRORS.iter().filter(|row| row.system == System::Ewb).collect();
    assert!(rows.len() > 330, "{} rows", rows.len());
    for row in rows {
        let explained = explain(row.code, Some(System::Ewb), Language::En);
        let [e] = &explained[..] else { panic!("{}: {explained:?}", row.code) };
        assert!(e.known && e.code == row.code && e.system == Some(System::Ewb), "{}", row.code);
        assert!([e.meaning, e.cause, e.fix].iter().all(|text| text.chars().count() >= 8), "{}", row.code);
    }
}

#[test]
fn a_code_that_the_named_system_lacks_is_found_where_it_stands() {
    let e = &explain("2150", Some(System::Ewb), Language::En)[0];
    assert_eq!((e.system, e.known), (Some(System::Irp), true));
    let e = &explain("312", Some(System::Irp), Language::Hi)[0];
    assert_eq!((e.system, e.known), (Some(System::Ewb), true), "in English where there is no Hindi");
    for code in ["372", "450", "618"] {
        assert!(explain(code, None, Language::En)[0].known, "{code}");
    }
}

#[test]
fn http_status_lines_are_not_codes_of_the_eway_bill_system() {
    for words in
        ["400 Bad Request", "401 Unauthorized", "Error 403 Forbidden", r#"{"code":400,"message":"Bad Request"}"#]
    {
        assert_eq!(codes(words), [""; 0], "{words}");
    }
    assert_eq!(codes("400 : total quantity is exceeding"), ["400"]);
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn a_paraphrased_code_gives_no_portal_words_and_says_so() {
    let rows = shared("error_codes.csv");
    let paraphrased: Vec<_> = rows.iter().filter(|row| row[3] == "paraphrased").collect();
    assert!(paraphrased.len() > 10);
    for row in paraphrased {
        let e = &explain(&row[0], None, Language::En)[0];
        assert_eq!(e.portal_words, None, "{}", row[0]);
        let said = format!("{} {}", e.meaning, e.cause).to_lowercase();
        assert!(["second-hand", "not known"].iter().any(|w| said.contains(w)), "{}: {said}", row[0]);
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn every_code_a_rule_names_is_explained() {
    let rows = shared("rules.csv");
    let named: Vec<&str> = rows.iter().flat_map(|row| row[4].split(';')).filter(|code| !code.is_empty()).collect();
    assert!(named.len() > 150);
    for code in named {
        assert!(find(code).is_some(), "{code}");
    }
}

#[test]
fn every_code_has_its_texts_in_both_languages() {
    // The e-way bill system's own codes are explained only in English.
    for row in PORTAL_ERRORS.iter().filter(|row| row.system != System::Ewb) {
        for language in [Language::En, Language::Hi] {
            let e = &explain(row.code, Some(row.system), language)[0];
            assert!(e.known && e.code == row.code);
            for text in [e.meaning, e.cause, e.fix] {
                let hindi = text.chars().any(|c| ('\u{0900}'..='\u{097f}').contains(&c));
                assert!(!text.is_empty() && hindi == (language == Language::Hi), "{} {text}", row.code);
            }
        }
    }
}

#[test]
fn the_portals_own_words_lead_back_to_their_code() {
    for row in PORTAL_ERRORS {
        for template in row.words {
            // A number that is a code itself must not mislead, except where the block's name begins the sentence.
            let first = if template.starts_with("{0}") { "BuyerDtls" } else { "4011" };
            let said = template.replace("{0}", first).replace("{1}", "2150").replace("{2}", "07");
            assert!(codes(&said).contains(&row.code.to_owned()), "{} {said}: {:?}", row.code, codes(&said));
        }
    }
}

#[test]
fn words_of_gsps_are_read() {
    for (words, expected) in [
        ("2150 : Duplicate IRN", &["2150"][..]),
        ("2150 : Duplicate IRN, 2148 : Requested IRN data is not available", &["2150", "2148"]),
        ("2176 : Invalid HSN code(s)-4011,2240 : Invalid GST rate for HSN -2106", &["2176", "2240"]),
        ("3028: GSTIN 29AAACB1234C1Z5 is invalid\n2174: For inter state transaction ...", &["3028", "2174"]),
        ("GSPERR300", &["GSPERR300"]),
        ("GSPGSTDOWN : GST system is down", &["GSPGSTDOWN"]),
        ("  2172 ", &["2172"]),
        ("Error 2150", &["2150"]),
        ("error code: 2283", &["2283"]),
        ("[2150] Duplicate IRN", &["2150"]),
        ("2150 Duplicate IRN", &["2150"]),
        ("2150-Duplicate IRN", &["2150"]),
    ] {
        assert_eq!(codes(words), expected, "{words}");
    }
}

#[test]
fn json_replies_are_read_however_deep_the_code_lies() {
    for (json, expected) in [
        (r#"{"code":"2172"}"#, &["2172"][..]),
        (r#"[{"ErrorCode":"2150","ErrorMessage":"Duplicate IRN"}]"#, &["2150"]),
        (r#"[{"errorCode":2150,"errorMessage":"Duplicate IRN"},{"ErrorCode":"2148"}]"#, &["2150", "2148"]),
        (r#""[{\"ErrorCode\":\"2150\"}]""#, &["2150"]),
        (r#"{"status":"0","error":{"errorCodes":"240,238"}}"#, &["240", "238"]),
        (r#"{"results":{"message":"","errorMessage":"2150: Duplicate IRN","status":"Failed","code":204}}"#, &["2150"]),
    ] {
        assert_eq!(codes(json), expected, "{json}");
    }
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn the_shared_envelopes_are_read() {
    for (file, expected) in [
        ("adaequare_dup_irn", &["2150"][..]),
        ("adaequare_error_2258", &["2258"]),
        ("adaequare_error_2270", &["2270"]),
        ("mastergst_error", &["2150"]),
        ("nic_auth_error", &["5003"]),
        ("nic_dup_irn", &["2150"]),
        ("nic_ewberr_under_status1", &["4011"]),
        ("taxpro_gsp_error", &["GSP752"]),
        ("adaequare_cancel_success", &[]),
        ("adaequare_cancel_ewb_success", &[]),
    ] {
        let text = std::fs::read_to_string(reference(&format!("envelopes/{file}.json"))).unwrap();
        assert_eq!(codes(&text), expected, "{file}");
    }
}

#[test]
fn words_without_a_code_are_compared_with_the_portals() {
    for (words, expected) in [
        ("Duplicate IRN", &["2150"][..]),
        ("duplicate irn.", &["2150"]),
        ("Invalid HSN code(s)-1234", &["2176"]),
        ("Invalid HSN code(s)-2150", &["2176"]),
        ("Invalid login credentials", &["1008", "3000", "3002"]),
        ("For HSN - 2106 and Sl. No - 1, AssAmt value should be equal to (TotAmt - Discount)", &["2193"]),
        ("IRN details cannot be provided as it is generated more than 2 days prior", &["2283"]),
        ("Server said: The allowed cancellation time limit is crossed, you cannot cancel the IRN (ref 77)", &["2270"]),
    ] {
        assert_eq!(codes(words), expected, "{words}");
    }
}

#[test]
fn an_unknown_code_is_answered_as_unknown() {
    for words in ["2299", "9998 : Something unknown", "the cow jumped over the moon", "", "{}", "{\"Status\":1}"] {
        let explained = explain(words, None, Language::Hi);
        let [e] = &explained[..] else { panic!("{words}: {explained:?}") };
        assert!(!e.known && e.class.is_none() && e.retry.is_none(), "{words}");
        assert!(e.meaning.contains("सूची में नहीं"));
    }
    let one_slip = &explain("2105", None, Language::En)[0];
    assert!(one_slip.near.contains(&"2150"), "{:?}", one_slip.near);
    let odd = &explain("2299 : The recipient GSTIN is invalid for supply type B2B", None, Language::En)[0];
    assert_eq!(
        (odd.code.as_ref(), odd.portal_words.as_deref()),
        ("2299", Some("The recipient GSTIN is invalid for supply type B2B"))
    );
    assert!(odd.near.contains(&"2212"), "{:?}", odd.near);
}

#[test]
fn sending_unchanged_content_again_is_allowed_only_where_time_or_the_portal_may_have_cured_it() {
    for (code, unchanged) in [
        ("2150", false),
        ("2182", false),
        ("5002", false),
        ("1005", true),
        ("3028", true),
        ("2146", true),
        ("2163", true),
    ] {
        assert_eq!(find(code).unwrap().retry.unchanged(), unchanged, "{code}");
    }
    for row in PORTAL_ERRORS.iter().filter(|row| row.class == ErrorTopic::Transient) {
        assert_eq!(row.retry, Retry::Later, "{}", row.code);
    }
    for row in PORTAL_ERRORS.iter().filter(|row| row.class == ErrorTopic::Schema) {
        assert_eq!(row.retry, Retry::AfterCorrection, "{}", row.code);
    }
}

proptest! {
    #[test]
    fn every_input_gets_an_answer(words in "(\\PC|2150|2176 :|: |, |\\{\"code\":|\\[|\"){0,12}") {
        let explained = explain(&words, None, Language::En);
        prop_assert!(!explained.is_empty() && explained.iter().all(|e| e.known || e.class.is_none()));
    }
}

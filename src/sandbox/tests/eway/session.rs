use super::*;

const BY_DATE: &str = "GetEwayBillsByDate?date=21/11/2026";

#[test]
fn a_log_in_of_its_own_is_answered_and_lasts_six_hours() {
    let sandbox = sandbox();
    let reply = answer(&sandbox, eway_auth(SENDER, &eway_log_in("ACCESSTOKEN", "eway", "right")));
    let mut names: Vec<&String> = reply.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["authtoken", "sek", "status"]);
    let first = Eway::log_in(&sandbox, SENDER);
    assert_eq!(first.token, reply["authtoken"].as_str().unwrap());
    assert_eq!(first.gets(&sandbox, BY_DATE), json!([]));
    after(&sandbox, 360 * 60 - 1);
    assert_eq!(first.gets(&sandbox, BY_DATE), json!([]));
    after(&sandbox, 1);
    assert_eq!(codes(&answer(&sandbox, first.reading(BY_DATE))), "106,");
    let second = Eway::log_in(&sandbox, SENDER);
    assert!(second.token != first.token && second.sek != first.sek);
    assert_eq!(codes(&answer(&sandbox, first.reading(BY_DATE))), "105,");
}

#[test]
fn a_token_of_the_e_invoice_system_works_here_but_not_the_other_way_round() {
    let sandbox = sandbox();
    let shared = log_in(&sandbox, SENDER);
    let here = Eway { gstin: SENDER.into(), token: shared.token.clone(), sek: shared.sek };
    let number = here.makes(&sandbox, &challan("S/1"));
    assert_eq!(here.bill(&sandbox, number)["docNo"], "S/1");
    // The headers of the e-invoice system do no harm.
    let path = format!("{POST}/GetEwayBill?ewbNo={number}");
    assert_eq!(here.read(&answer(&sandbox, shared.get(&path)))["ewbNo"], number);

    let own = Eway::log_in(&sandbox, SENDER);
    let there = Client { token: own.token, sek: own.sek, ..shared };
    assert_eq!(refusal(&there.by_document(&sandbox, "A")), "1005");
}

#[test]
fn the_e_invoice_systems_form_of_a_log_in_is_answered_in_that_form() {
    let sandbox = sandbox();
    let reply = answer(&sandbox, eway_auth(SENDER, &log_in_with("right", &APP_KEY, false)));
    let client = Client::of(SENDER, &reply, &APP_KEY);
    let here = Eway { gstin: SENDER.into(), token: client.token, sek: client.sek };
    assert_eq!(here.gets(&sandbox, BY_DATE), json!([]));
    assert_eq!(codes(&answer(&sandbox, eway_auth(SENDER, &log_in_with("wrong", &APP_KEY, false)))), "1019,");
}

#[test]
fn wrong_log_ins_are_refused_each_with_its_code() {
    let sandbox = sandbox();
    let refused = |inner: &Value| codes(&answer(&sandbox, eway_auth(SENDER, inner)));
    assert_eq!(refused(&eway_log_in("LOGIN", "eway", "right")), "239,");
    assert_eq!(refused(&eway_log_in("ACCESSTOKEN", "", "right")), "228,");
    assert_eq!(refused(&eway_log_in("ACCESSTOKEN", "eway", "")), "102,");
    assert_eq!(refused(&eway_log_in("ACCESSTOKEN", "eway", Sandbox::REFUSED_PASSWORD)), "102,");
    let short = with(&eway_log_in("ACCESSTOKEN", "eway", "right"), &json!({"app_key": "AAEC"}));
    assert_eq!(refused(&short), "109,");
    assert_eq!(refused(&json!([1])), "100,");

    let body = |body: &str| {
        let mut request = eway_auth(SENDER, &json!({}));
        *request.body_mut() = body.as_bytes().to_vec();
        codes(&answer(&sandbox, request))
    };
    for (text, code) in [("", "115,"), ("[]", "115,"), (r#"{"Data":""}"#, "115,"), (r#"{"Data":"eA=="}"#, "109,")] {
        assert_eq!(body(text), code, "{text}");
    }
}

#[test]
fn headers_that_are_missing_or_wrong_are_refused() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let other = Eway::log_in(&sandbox, RECIPIENT);
    let without = |name: &str| {
        let mut request = eway.reading(BY_DATE);
        request.headers_mut().remove(name);
        codes(&answer(&sandbox, request))
    };
    assert_eq!(without("client-id"), "110,");
    assert_eq!(without("client-secret"), "110,");
    assert_eq!(without("gstin"), "227,");
    assert_eq!(without("authtoken"), "238,");
    let set = |name: &'static str, value: &str| {
        let mut request = eway.reading(BY_DATE);
        request.headers_mut().insert(name, value.parse().unwrap());
        codes(&answer(&sandbox, request))
    };
    assert_eq!(set("gstin", "29AAACE4711F1Z"), "393,");
    assert_eq!(set("gstin", RECIPIENT), "105,");
    assert_eq!(set("client-id", "another"), "105,");
    assert_eq!(set("authtoken", &other.token), "105,");
    let headers = eway_auth("29AAACE4711F1Z", &eway_log_in("ACCESSTOKEN", "eway", "right"));
    assert_eq!(codes(&answer(&sandbox, headers)), "393,");
}

#[test]
fn an_unknown_action_and_unreadable_data_are_refused() {
    let sandbox = sandbox();
    let eway = Eway::log_in(&sandbox, SENDER);
    let post = |body: String| codes(&answer(&sandbox, eway.request("POST", POST, body.into_bytes())));
    assert_eq!(eway.refused(&sandbox, "GENBILL", &json!({})), "239,");
    assert_eq!(post(r#"{"action":"VEHEWB"}"#.into()), "115,");
    assert_eq!(post(r#"{"action":"VEHEWB","data":"eA=="}"#.into()), "109,");
    assert_eq!(post(json!({"action": "VEHEWB", "data": aes_encrypt(&[1; 32], "{}")}).to_string()), "109,");
    assert_eq!(post(json!({"action": "VEHEWB", "data": aes_encrypt(&eway.sek, "[]")}).to_string()), "100,");
    assert_eq!(post("[]".into()), "100,");
    for (method, path) in [("GET", POST), ("PUT", POST), ("GET", "/ewaybillapi/v1.03/ewayapi/GetNothing")] {
        assert_eq!(sandbox.answer(eway.request(method, path, Vec::new())).status(), 404, "{method} {path}");
    }
}

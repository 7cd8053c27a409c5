use super::*;

fn try_log_in(sandbox: &Sandbox, inner: &Value) -> Value {
    answer(sandbox, auth_request(SELLER, &sealed_log_in(inner)))
}

#[test]
fn a_log_in_is_answered_as_the_portal_answers_it() {
    let sandbox = sandbox();
    let reply = try_log_in(&sandbox, &log_in_with("right", &APP_KEY, false));
    assert_eq!((&reply["ErrorDetails"], &reply["InfoDtls"]), (&Value::Null, &Value::Null));
    let data = &reply["Data"];
    assert_eq!((&data["ClientId"], &data["UserName"]), (&json!("client"), &json!("billing")));
    assert_eq!(data["TokenExpiry"], "2026-11-21 13:00:30");
    let token = data["AuthToken"].as_str().unwrap();
    assert!(token.len() == 25 && token.bytes().all(|c| c.is_ascii_alphanumeric()));
    assert_eq!(members(data), ["AuthToken", "ClientId", "Sek", "TokenExpiry", "UserName"]);
}

/// The names of an object's members, sorted.
fn members(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    names.sort();
    names
}

#[test]
#[ignore = "reads the reference folder: make reference"]
fn a_log_in_is_answered_with_the_genuine_members() {
    let reply = try_log_in(&sandbox(), &log_in_with("right", &APP_KEY, false));
    let genuine = std::fs::read(reference("envelopes/nic_auth_success.json")).unwrap();
    let genuine: Value = serde_json::from_slice(&genuine).unwrap();
    assert_eq!((members(&reply), members(&reply["Data"])), (members(&genuine), members(&genuine["Data"])));
}

#[test]
fn the_same_token_is_returned_until_it_nearly_expires() {
    let sandbox = sandbox();
    let first = log_in(&sandbox, SELLER);
    let again = |force| Client::of(SELLER, &try_log_in(&sandbox, &log_in_with("right", &[9; 32], force)), &[9; 32]);

    // Same token and session key under the new AppKey; forcing has no effect yet.
    after(&sandbox, 49 * 60);
    for force in [false, true] {
        let second = again(force);
        assert_eq!((second.token, second.sek), (first.token.clone(), first.sek));
    }
    // In the last ten minutes forcing gives a new one, and the old one is void.
    after(&sandbox, 60);
    assert_eq!(again(false).token, first.token);
    let forced = again(true);
    assert_ne!((&forced.token, forced.sek), (&first.token, first.sek));
    assert_eq!(refusal(&first.by_document(&sandbox, "A")), "1005");
    assert_eq!(refusal(&forced.by_document(&sandbox, "A")), "2154");

    after(&sandbox, 60 * 60 - 1);
    assert_eq!(refusal(&forced.by_document(&sandbox, "A")), "2154");
    after(&sandbox, 1);
    assert_eq!(refusal(&forced.by_document(&sandbox, "A")), "1005");
    assert_ne!(again(false).token, forced.token);
}

#[test]
fn an_unreadable_or_wrong_log_in_is_refused() {
    let sandbox = sandbox();
    let refused = |body: &Value| refusal(&answer(&sandbox, auth_request(SELLER, body))).to_owned();
    for empty in [json!({}), json!({"Data": null}), json!({"Data": ""}), json!([]), json!("x")] {
        assert_eq!(refused(&empty), "5003", "{empty}");
    }
    let plain = log_in_with("right", &APP_KEY, false).to_string();
    for open in [plain.clone(), BASE64_STANDARD.encode(&plain), "%".into()] {
        assert_eq!(refused(&json!({ "Data": open })), "1020");
    }
    // Without the inner Base64, and with something other than JSON in it.
    assert_eq!(refused(&json!({"Data": rsa(plain.as_bytes())})), "5001");
    assert_eq!(refused(&json!({"Data": rsa(BASE64_STANDARD.encode("x").as_bytes())})), "5001");

    let refused = |inner: &Value| refusal(&try_log_in(&sandbox, inner)).to_owned();
    assert_eq!(refused(&log_in_with(Sandbox::REFUSED_PASSWORD, &APP_KEY, false)), "1019");
    assert_eq!(refused(&log_in_with("", &APP_KEY, false)), "1019");
    assert_eq!(refused(&log_in_with("right", &[1; 31], false)), "1016");
    assert_eq!(refused(&json!({"Password": "right", "AppKey": BASE64_STANDARD.encode(APP_KEY)})), "1006");
}

#[test]
fn headers_that_are_missing_or_do_not_belong_together_are_refused() {
    let sandbox = sandbox();
    let body = sealed_log_in(&log_in_with("right", &APP_KEY, false));
    for (name, without, empty) in
        [("client_id", "1011", "1010"), ("client_secret", "1012", "1010"), ("gstin", "1004", "1004")]
    {
        let mut request = auth_request(SELLER, &body);
        request.headers_mut().insert(name, "".parse().unwrap());
        assert_eq!(refusal(&answer(&sandbox, request)), empty, "{name}");
        let mut request = auth_request(SELLER, &body);
        request.headers_mut().remove(name);
        assert_eq!(refusal(&answer(&sandbox, request)), without, "{name}");
    }
    assert_eq!(refusal(&answer(&sandbox, auth_request("URP", &body))), "1015");

    let client = log_in(&sandbox, SELLER);
    log_in(&sandbox, "27AABCU9603R1ZN");
    let path = "/eicore/v1.03/Invoice/rejectedirns?date=21/11/2026";
    let with = |name: &'static str, value: &str| {
        let mut request = client.get(path);
        request.headers_mut().insert(name, value.parse().unwrap());
        answer(&sandbox, request)
    };
    for (name, value, code) in [
        ("authtoken", "0123456789012345678901234", "1005"),
        ("authtoken", "", "1005"),
        ("user_name", "somebody", "1005"),
        ("user_name", "", "1006"),
        ("gstin", "27AABCU9603R1ZN", "1005"),
        ("client_id", "another", "1005"),
    ] {
        assert_eq!(refusal(&with(name, value)), code, "{name} {value}");
    }
    assert_eq!(client.opened(&answer(&sandbox, client.get(path))), json!([]));
}

#[test]
fn headers_are_read_with_underscores_and_with_hyphens() {
    let sandbox = sandbox();
    let client = log_in(&sandbox, SELLER);
    let request = Request::get("/eicore/v1.03/Invoice/rejectedirns?date=21%2F11%2F2026")
        .header("client-id", "client")
        .header("client-secret", "secret")
        .header("gstin", SELLER)
        .header("user-name", &client.user)
        .header("auth-token", &client.token)
        .body(Vec::new())
        .unwrap();
    assert_eq!(client.opened(&answer(&sandbox, request)), json!([]));
}

#[test]
fn the_heartbeat_needs_no_token_and_the_date_is_the_clocks() {
    let sandbox = sandbox();
    let response = sandbox.answer(Request::get("/eivital/v1.04/heartbeat/ping").body(Vec::new()).unwrap());
    assert_eq!(response.body(), b"e-Invoice Vital:-21-11-2026 12:00:30");
    assert_eq!(response.headers()["date"], "Sat, 21 Nov 2026 06:30:30 GMT");
    for (method, path) in [("GET", "/nothing"), ("GET", "/eivital/v1.04/auth"), ("PUT", "/eicore/v1.03/Invoice")] {
        let request = Request::builder().method(method).uri(path).body(Vec::new()).unwrap();
        assert_eq!(sandbox.answer(request).status(), 404, "{method} {path}");
    }
}

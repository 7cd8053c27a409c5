//! The sandbox's page in a real browser: Debian's Chromium, headless.

use crate::common::{Ask, bill, today};
use crate::engine::{Portal, at, open, options, spend, submit};
use crate::tls::tools;
use einv::calendar::Clock;
use einv::engine::Outcome;
use einv::irp::PortalCall;
use einv::sandbox::{FaultKind, PlannedFault};
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// Runs Chromium on an address; returns its output.
fn chromium(profile: &Path, arguments: &[&str], url: &str) -> String {
    let run = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .arg(url)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).into_owned()
}

#[test]
fn the_page_shows_events_and_runs_no_text_of_documents() {
    if tools(&["chromium", "zbarimg"]).is_none() {
        return;
    }
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let engine = open(&at(&portal.url, folder.path()));
    let mut hostile = bill("X/1", &today());
    hostile["BuyerDtls"]["LglNm"] = json!("<script>document.title='taken'</script><b id=bold>Bold & Co</b>");
    hostile["ItemList"][0]["PrdDesc"] = json!("</pre><img src=x onerror=document.title='taken'>");
    let (outcome, registered) = submit(&engine, &hostile);
    assert_eq!(outcome, Outcome::Ok, "{registered}");
    let refused = json!({"irn": "0".repeat(64), "gstin": "29AABCU9603R1ZJ"});
    assert_eq!(engine.ask("fetch", refused.to_string(), options()).unwrap().outcome, Outcome::Invalid);
    portal.sandbox.fail(PlannedFault::once(FaultKind::DropAfter, PortalCall::Generate));

    let profile = folder.path().join("browser");
    let page = chromium(&profile, &["--dump-dom"], &portal.url);
    for shown in ["X/1", "2148: Requested IRN data is not available", "drop_after", "active"] {
        assert!(page.contains(shown), "the page lacks {shown}");
    }
    let irn = registered["irn"].as_str().unwrap();
    let document = format!("{}/sandbox/document/{irn}", portal.url);
    let shown = chromium(&profile, &["--dump-dom"], &document);
    for html in [&page, &shown] {
        assert!(html.contains("<title>einv sandbox</title>"), "no script has run");
        assert!(!html.contains("id=\"bold\"") && !html.contains("<img"), "nothing became an element");
    }
    assert!(page.contains("&lt;script&gt;") && shown.contains("&lt;/pre&gt;"));

    // What is searched for, and what is not there.
    let found = chromium(&profile, &["--dump-dom"], &format!("{}/?q=x%2F1", portal.url));
    assert!(found.contains("X/1") && found.contains("1 to 1 of 1"), "{found}");
    let none = chromium(&profile, &["--dump-dom"], &format!("{}/?q=%22%3E%3Cb%3Enone", portal.url));
    assert!(none.contains("None found.") && !none.contains("<b>none"), "{none}");

    // The signed QR, as a telephone would read it from the screen.
    let picture = folder.path().join("page.png");
    chromium(&profile, &[&format!("--screenshot={}", picture.display()), "--window-size=1400,1600"], &document);
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&picture).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), registered["signed_qr"].as_str().unwrap());
}

#[test]
fn pages_of_the_command_are_whole_in_a_browser() {
    if tools(&["chromium"]).is_none() {
        return;
    }
    let portal = Portal::start(Clock::Wall);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let einv = |arguments: &[&str]| crate::command::einv(folder.path(), arguments);
    std::fs::write(path("config.json"), at(&portal.url, folder.path()).to_string()).unwrap();
    let mut hostile = bill("PG/1", &today());
    hostile["BuyerDtls"]["LglNm"] = json!("<script>document.title='taken'</script><b id=bold>Bold & Co</b>");
    std::fs::write(path("bill.json"), hostile.to_string()).unwrap();
    assert_eq!(einv(&["submit", "bill.json"]).0, 0);
    let refused = bill("PG/2", &today());
    spend(&portal, &refused);
    std::fs::write(path("refused.json"), refused.to_string()).unwrap();
    assert_eq!(einv(&["submit", "refused.json"]).0, 1);
    let day = today();
    let list = json!({"gstin": "29AABCU9603R1ZJ", "fp": format!("{}{}", &day[3..5], &day[6..]), "b2b": []});
    std::fs::write(path("list.json"), list.to_string()).unwrap();
    for (arguments, name, shown) in [
        (&["list"][..], "list.html", &["PG/1", "PG/2", "Refused bills by the portal", "Bold &amp; Co"][..]),
        (&["due"], "due.html", &["PG/2", "not registered yet, by their age in days"]),
        (&["reconcile", "list.json"], "reconcile.html", &["PG/1", "Differences by their kind", "still to come"]),
    ] {
        let (_, said) = einv(&[arguments, &["--html", name]].concat());
        let profile = folder.path().join("browser");
        let page = chromium(&profile, &["--dump-dom"], &format!("file://{}", path(name).display()));
        for text in shown {
            assert!(page.contains(text), "{name} lacks {text}: {said} {page}");
        }
        assert!(!page.contains("<title>taken") && !page.contains("id=\"bold\""), "{name}: nothing became an element");
        // What a browser makes of it: a table with rows, bars and their caption.
        assert!(page.contains("</tbody></table>") && page.contains("</figcaption><svg"), "{name}: {page}");
    }
}

//! The portal's client against the built-in portal, in the process and over a socket. They share no code.

use crate::common::bill;
use einv::calendar::{Clock, Day, IstTime};
use einv::gstin::Gstin;
use einv::irn::{DocType, DocumentNumber, Irn};
use einv::irp::{CancelReason, IrnStatus};
use einv::portal::calls::Calls;
use einv::portal::credentials::{Credentials, SessionToken};
use einv::portal::envelope::PortalKey;
use einv::portal::failed::Cause;
use einv::portal::http::{Http, HttpOptions};
use einv::portal::profile::PortalProfile;
use einv::portal::record::IssuedRegistration;
use einv::portal::reply::{PortalRefusal, ReplyInfo};
use einv::portal::session::log_in;
use einv::portal::{Exchange, PortalAnswer, Wire};
use einv::sandbox::{Sandbox, serve};
use einv::secret::Secret;
use einv::signed::{PublicKeys, SignatureVerdict, SignedContent, verify};
use serde_json::json;
use std::net::TcpListener;
use std::sync::Arc;

/// The sandbox without a network in between.
struct InProcess(Arc<Sandbox>);

impl Wire for InProcess {
    fn exchange(&self, request: http::Request<Vec<u8>>) -> Exchange<'_> {
        Box::pin(async move { Ok(self.0.answer(request)) })
    }
}

fn sandbox() -> Arc<Sandbox> {
    let clock = Clock::still(IstTime::parse("2026-11-21T12:00:00+05:30").unwrap());
    Arc::new(Sandbox::in_memory(clock).unwrap())
}

fn credentials(password: &str) -> Credentials {
    Credentials {
        gstin: Gstin::parse("29AABCU9603R1ZJ").unwrap(),
        username: "api_user".into(),
        password: Secret::new(password),
        client_id: "client".into(),
        client_secret: Secret::new("secret"),
        extra: Default::default(),
        ewb_user: None,
    }
}

fn done<T: std::fmt::Debug>(answer: PortalAnswer<T>) -> T {
    match answer {
        PortalAnswer::Done(done) => done,
        other => panic!("{other:?}"),
    }
}

/// The codes of a refusal and its other information.
fn refused<T: std::fmt::Debug>(answer: PortalAnswer<T>) -> (Vec<String>, Vec<ReplyInfo>) {
    match answer {
        PortalAnswer::Refused { refusals, infos } => {
            (refusals.into_iter().map(|r: PortalRefusal| r.code).collect(), infos)
        }
        other => panic!("{other:?}"),
    }
}

async fn token(wire: &dyn Wire, credentials: &Credentials) -> SessionToken {
    let key = PortalKey::read(Sandbox::login_key_pem().as_bytes()).unwrap();
    log_in(wire, &key, credentials, false).await.unwrap()
}

/// Registers, collides with itself as a duplicate, reads back, cancels.
async fn whole_life(wire: &dyn Wire) {
    let credentials = credentials("right");
    let token = token(wire, &credentials).await;
    let nic = Calls::new(PortalProfile::nic().unwrap(), wire, &credentials, &token);
    let payload = bill("LIFE/1", "21/11/2026").to_string();
    let made = done(nic.generate(payload.as_bytes()).await);
    assert_eq!(made.status, IrnStatus::Active);
    is_signed_by_the_sandbox(&made);

    let (codes, infos) = refused(nic.generate(payload.as_bytes()).await);
    assert_eq!(codes, ["2150"]);
    let [ReplyInfo::Duplicate(held)] = &infos[..] else { panic!("{infos:?}") };
    assert_eq!((held.irn, held.ack_no.as_ref(), held.ack_date), (made.irn, Some(&made.ack_no), Some(made.ack_date)));

    let number = DocumentNumber::parse("LIFE/1").unwrap();
    let day = Day::parse("21/11/2026").unwrap();
    assert_eq!(done(nic.by_document(DocType::Invoice, &number, day, &made.irn).await), made);
    assert_eq!(done(nic.by_irn(&made.irn).await), made);
    assert_eq!(done(nic.rejected_irns(day).await), Vec::<Irn>::new());

    assert_eq!(done(nic.cancel(&made.irn, CancelReason::OrderCancelled, "not wanted").await).irn, made.irn);
    assert_eq!(refused(nic.cancel(&made.irn, CancelReason::OrderCancelled, "not wanted").await).0, ["9999"]);
    assert_eq!(done(nic.by_irn(&made.irn).await).status, IrnStatus::Cancelled);
    assert_eq!(refused(nic.generate(payload.as_bytes()).await).0, ["2278"]);
}

fn is_signed_by_the_sandbox(made: &IssuedRegistration) {
    let qr = verify(&made.signed_qr, &PublicKeys::new());
    let Some(SignedContent::Qr(content)) = &qr.content else { panic!("{qr:?}") };
    assert_eq!((qr.verdict, content.irn.as_str()), (SignatureVerdict::Sandbox, made.irn.as_str()));
    assert_eq!((content.tot_inv_val.as_str(), content.main_hsn_code.as_str()), ("1168.0", "48201090"));
    assert_eq!(verify(&made.signed_invoice, &PublicKeys::new()).verdict, SignatureVerdict::Sandbox);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_document_lives_its_whole_life_in_the_process() {
    runtime().block_on(whole_life(&InProcess(sandbox())));
}

#[test]
fn a_document_lives_its_whole_life_over_http() {
    runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Http::new(&format!("http://{}", listener.local_addr().unwrap()), &HttpOptions::default()).unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(serve(sandbox(), listener, async {
            let _ = stopped.await;
        }));
        whole_life(&wire).await;
        drop(stop);
        served.await.unwrap().unwrap();
    });
}

#[test]
fn the_client_understands_every_refusal() {
    runtime().block_on(async {
        let sandbox = sandbox();
        let wire = InProcess(sandbox.clone());
        let key = PortalKey::read(Sandbox::login_key_pem().as_bytes()).unwrap();
        let failed = log_in(&wire, &key, &credentials(Sandbox::REFUSED_PASSWORD), false).await.unwrap_err();
        assert_eq!(failed.cause, Cause::Credentials);
        let foreign = PortalKey::read(Sandbox::signing_certificate_pem().as_bytes()).unwrap();
        let failed = log_in(&wire, &foreign, &credentials("right"), false).await.unwrap_err();
        assert_eq!(failed.cause, Cause::Key);

        let credentials = credentials("right");
        let token = token(&wire, &credentials).await;
        let nic = Calls::new(PortalProfile::nic().unwrap(), &wire, &credentials, &token);
        // Every fault of a document at once, with the portal's codes.
        let mut wrong = bill("R/1", "21/11/2026");
        wrong["ValDtls"]["AssVal"] = json!(900.0);
        wrong["ItemList"][0]["IgstAmt"] = json!(17.82);
        let (codes, _) = refused(nic.generate(wrong.to_string().as_bytes()).await);
        assert!(codes.contains(&"2182".to_owned()) && codes.len() > 1, "{codes:?}");
        let mut newer = bill("R/1", "21/11/2026");
        newer["Version"] = json!("9.9");
        assert!(!refused(nic.generate(newer.to_string().as_bytes()).await).0.is_empty());

        let made = done(nic.generate(bill("R/1", "21/11/2026").to_string().as_bytes()).await);
        sandbox.clock().set(sandbox.clock().now().plus_hours(25));
        assert!(matches!(nic.by_irn(&made.irn).await, PortalAnswer::TokenFault { .. }));
    });
}

//! Taxpayers: looked up at a portal, and remembered in the ledger with their age.

use crate::answer::taxpayer::{KnownTaxpayer, TaxpayerAnswer, UnknownTaxpayer};
use crate::calendar::IstTime;
use crate::engine::process::asked;
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::normalize::RememberedParty;
use crate::portal::PortalAnswer;
use crate::portal::record::TaxpayerRecord;
use crate::status::Status;
use serde::{Deserialize, Serialize};

/// How old what is remembered may be before the portal is asked again, in days: a cancelled GSTIN costs the buyer his
/// credit, and the portal blocks who asks for the same one with every bill.
const FRESH_DAYS: i64 = 7;

/// A taxpayer as the ledger remembers it.
#[derive(Serialize, Deserialize)]
struct Remembered {
    at: IstTime,
    portal: String,
    taxpayer: TaxpayerRecord,
}

pub fn gstin(call: &EngineCall<'_>, gstin: Gstin) -> Result<TaxpayerAnswer> {
    call.may_ask_about(gstin, "/gstin")?;
    let fresh = call.options.fresh == Some(true);
    let known = match recall(call, gstin)? {
        Some((kept, age)) if !fresh && age <= FRESH_DAYS * 86_400 => return Ok(known_taxpayer(kept, age, true)),
        known => known,
    };
    match ask(call, gstin, fresh) {
        Ok(Ok(kept)) => Ok(known_taxpayer(kept, 0, false)),
        Ok(Err(words)) => Ok(TaxpayerAnswer::Unknown(Box::new(UnknownTaxpayer {
            gstin,
            status: Status::Unknown,
            message: format!("the portal refuses: {words}").into(),
            fix: "check the GSTIN with the party".into(),
        }))),
        // Old news with its age is better than none, where the portal can't be asked.
        Err(error) if matches!(error.kind, ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Portal) && !fresh => {
            match known {
                Some((kept, age)) => Ok(known_taxpayer(kept, age, true)),
                None => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

fn known_taxpayer(kept: Remembered, age_seconds: i64, cached: bool) -> TaxpayerAnswer {
    let t = kept.taxpayer;
    TaxpayerAnswer::Known(Box::new(KnownTaxpayer {
        gstin: t.gstin,
        status: t.status,
        trade_name: t.trade_name,
        legal_name: t.legal_name,
        blocked: t.blocked,
        kind: t.kind,
        state_code: t.state_code,
        pin: t.pin,
        address: t.address,
        registered_on: t.registered_on,
        deregistered_on: t.deregistered_on,
        portal: kept.portal,
        as_of: kept.at,
        cached,
        age_seconds,
    }))
}

fn name(gstin: Gstin) -> String {
    format!("gstin/{gstin}")
}

/// What is known of a taxpayer, for a bill that leaves it out: from the ledger's memory, and with `asks` from the portal.
pub fn party(call: &EngineCall<'_>, gstin: Gstin, asks: bool) -> Option<RememberedParty> {
    let known = recall(call, gstin).ok().flatten();
    let stale = known.as_ref().is_none_or(|(_, age)| *age > FRESH_DAYS * 86_400);
    let asked = if asks && stale { ask(call, gstin, false).ok().and_then(std::result::Result::ok) } else { None };
    let TaxpayerRecord { legal_name, address, pin, kind, .. } = asked.or(known.map(|(kept, _)| kept))?.taxpayer;
    let parts: Vec<String> = address.iter().flat_map(|text| text.split(", ")).map(str::to_owned).collect();
    // The town comes last, where the portal gives one.
    let (address, city) = match parts.split_last() {
        Some((town, rest)) if !rest.is_empty() => (vec![rest.join(", ")], Some(town.clone())),
        _ => (parts, None),
    };
    Some(RememberedParty {
        name: legal_name,
        address,
        city,
        pin,
        sez: kind.is_some_and(|kind| kind.starts_with("SEZ")),
    })
}

/// What the ledger remembers, and how old it is in seconds.
fn recall(call: &EngineCall<'_>, gstin: Gstin) -> Result<Option<(Remembered, i64)>> {
    let kept = call.live.ledger.recall(&name(gstin))?;
    let kept: Option<Remembered> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(kept.and_then(|kept| {
        let age = call.now().seconds_since(kept.at);
        // Remembered from the future: by another clock, so of no known age.
        (age >= 0).then_some((kept, age))
    }))
}

/// Asks the portal; `Ok(Err(words))` where it knows none. A fresh answer makes the portal ask the common portal again.
fn ask(call: &EngineCall<'_>, gstin: Gstin, sync: bool) -> Result<Result<Remembered, String>> {
    // Anybody with a log-in may ask about anybody.
    let asker = call.engine.resolved.taxpayers.first().copied().unwrap_or(gstin);
    let client = &PortalClient::new(call, asker)?;
    let asked = call.run(client.ask(Errand::Reads, |token| async move {
        let calls = client.calls(&token);
        if sync { calls.sync_gstin(gstin).await } else { calls.gstin(gstin).await }
    }))?;
    let taxpayer = match asked::read(asked)? {
        Ok(taxpayer) => taxpayer,
        Err((_, words)) => return Ok(Err(words)),
    };
    if taxpayer.gstin != gstin {
        return Err(Error::new(
            ErrorKind::Portal,
            format!("the portal answered for another taxpayer: {}", taxpayer.gstin),
        ));
    }
    let kept = Remembered { at: call.now(), portal: client.name().to_owned(), taxpayer };
    let bytes = serde_json::to_vec(&kept).unwrap_or_default();
    call.live.ledger.share(&name(gstin), call.until(), &mut |_, _| Some(bytes.clone()))?;
    Ok(Ok(kept))
}

/// Lets the portal renew its copy of a taxpayer (3028, 3029): whether it is active after that.
pub async fn renewed(client: &PortalClient<'_, '_>, gstin: Gstin) -> bool {
    let asked = client.ask(Errand::Reads, |token| async move { client.calls(&token).sync_gstin(gstin).await }).await;
    matches!(asked, AskedPortal::Answer(PortalAnswer::Done(taxpayer)) if taxpayer.gstin == gstin && taxpayer.is_active())
}

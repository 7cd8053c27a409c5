//! The calls about taxpayers. Every GSTIN is known and active unless `POST /sandbox/gstins` has changed it.

use super::Sandbox;
use super::envelope::{Answer, Fault, sealed};
use super::refusal::{GSTIN_UNKNOWN, Refusal};
use crate::codes::{pins, states};
use crate::error::{Error, Kind, Result};
use crate::gstin::Gstin;
use http::Request;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The standing of a taxpayer with the portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    /// `ACT`: documents that name it are accepted.
    #[serde(rename = "ACT")]
    Active,
    /// `CNL`: documents that name it are refused with 3029.
    #[serde(rename = "CNL")]
    Cancelled,
    /// `INA`: refused in the same way.
    #[serde(rename = "INA")]
    Inactive,
    /// `SUS`: documents that name it are accepted.
    #[serde(rename = "SUS")]
    Suspended,
    /// Unknown to the portal: 3028 for documents, 3001 for look-ups.
    #[serde(rename = "missing")]
    Missing,
    /// Actually active, but the portal's copy is old: 3029 until it is synced.
    #[serde(rename = "stale")]
    Stale,
}

impl Standing {
    const fn name(self) -> &'static str {
        match self {
            Standing::Active => "ACT",
            Standing::Cancelled => "CNL",
            Standing::Inactive => "INA",
            Standing::Suspended => "SUS",
            Standing::Missing => "missing",
            Standing::Stale => "stale",
        }
    }

    fn parse(name: &str) -> Option<Standing> {
        use Standing::{Active, Cancelled, Inactive, Missing, Stale, Suspended};
        [Active, Cancelled, Inactive, Suspended, Missing, Stale].into_iter().find(|s| s.name() == name)
    }
}

fn standing(db: &Connection, gstin: &str) -> rusqlite::Result<Standing> {
    let named: Option<String> = db
        .prepare_cached("SELECT standing FROM taxpayer WHERE gstin = ?")?
        .query_row([gstin], |row| row.get(0))
        .optional()?;
    Ok(named.and_then(|name| Standing::parse(&name)).unwrap_or(Standing::Active))
}

impl Sandbox {
    /// Changes the standing of a taxpayer from now on.
    pub fn set_taxpayer(&self, gstin: Gstin, standing: Standing) -> Result<()> {
        self.store
            .lock()
            .execute("INSERT OR REPLACE INTO taxpayer VALUES (?, ?)", (gstin.as_str(), standing.name()))
            .map(drop)
            .map_err(|e| super::store::trouble(&e))
    }

    /// Does the same from `{"gstin":"…","standing":"CNL"}`.
    pub(super) fn set_taxpayer_by(&self, json: &[u8]) -> Result<()> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Change {
            gstin: String,
            standing: Standing,
        }
        let change: Change = serde_json::from_slice(json).map_err(|e| {
            Error::new(Kind::Json, e.to_string())
                .fix(r#"send {"gstin":"27AABCU9603R1ZN","standing":"CNL"}; also ACT, INA, SUS, missing, stale"#)
        })?;
        let gstin = Gstin::parse(&change.gstin)
            .ok_or_else(|| Error::new(Kind::Json, format!("\"{}\" is not a GSTIN", change.gstin)).at("/gstin"))?;
        self.set_taxpayer(gstin, change.standing)
    }

    /// `GET /eivital/v1.04/Master/gstin/{gstin}`.
    pub(super) fn gstin(&self, request: &Request<Vec<u8>>, gstin: &str) -> Result<Answer, Fault> {
        let session = self.session(request)?;
        let gstin = Gstin::parse(gstin).ok_or(GSTIN_UNKNOWN)?;
        let standing = standing(&self.store.lock(), gstin.as_str())?;
        sealed(&session.sek, &details(gstin, standing)?)
    }

    /// `GET /eivital/v1.04/Master/syncgstin/{gstin}`: renews an old copy.
    pub(super) fn sync_gstin(&self, request: &Request<Vec<u8>>, gstin: &str) -> Result<Answer, Fault> {
        let session = self.session(request)?;
        let gstin = Gstin::parse(gstin).ok_or(GSTIN_UNKNOWN)?;
        let standing = self.store.write(|db| {
            db.prepare_cached("UPDATE taxpayer SET standing = 'ACT' WHERE gstin = ? AND standing = 'stale'")?
                .execute([gstin.as_str()])?;
            standing(db, gstin.as_str())
        })?;
        sealed(&session.sek, &details(gstin, standing)?)
    }

    /// Refuses a document whose supplier or recipient can't trade.
    pub(super) fn known_parties(&self, document: &str) -> Result<(), Fault> {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        for party in ["SellerDtls", "BuyerDtls"] {
            let gstin = document[party]["Gstin"].as_str().unwrap_or_default();
            let (code, words) = match standing(&self.store.lock(), gstin)? {
                Standing::Active | Standing::Suspended => continue,
                Standing::Missing => ("3028", format!("GSTIN {gstin} is invalid")),
                Standing::Cancelled | Standing::Inactive | Standing::Stale => {
                    ("3029", format!("GSTIN -{gstin} is inactive or cancelled"))
                }
            };
            return Err(Refusal::many([(code.to_owned(), words)]).into());
        }
        Ok(())
    }
}

/// A taxpayer of the sandbox, without a real person's name or address.
fn details(gstin: Gstin, standing: Standing) -> Result<Value, Fault> {
    let status = match standing {
        Standing::Missing => return Err(GSTIN_UNKNOWN.into()),
        Standing::Stale => "INA",
        other => other.name(),
    };
    // Clients fill documents from this, so its values must be valid there.
    let state = states::of_address(gstin.state()).unwrap_or_default();
    let pin = pins::of_state(state).unwrap_or(pins::NOWHERE);
    let ended = matches!(standing, Standing::Cancelled).then_some("2026-01-31");
    Ok(json!({"Gstin": gstin.as_str(), "TradeName": format!("Practice Traders {}", &gstin.as_str()[2..7]),
        "LegalName": format!("Practice Trading Company {}", &gstin.as_str()[2..7]), "AddrBnm": "Practice House",
        "AddrBno": "1", "AddrFlno": "First Floor", "AddrSt": "Practice Road", "AddrLoc": "Practice Town",
        "StateCode": state, "AddrPncd": pin,
        "TxpType": "REG", "Status": status, "BlkStatus": "U", "DtReg": "2017-07-01", "DtDReg": ended}))
}

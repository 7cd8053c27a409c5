//! The calls about taxpayers. Every GSTIN is known and active unless `POST /sandbox/gstins` has changed it.

use super::Sandbox;
use super::envelope::{CallFault, SandboxAnswer, sealed};
use super::refusal::{GSTIN_UNKNOWN, SandboxRefusal};
use crate::codes::{pins, states};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use http::Request;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The standing of a taxpayer with the portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TaxpayerStanding {
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

impl TaxpayerStanding {
    const fn name(self) -> &'static str {
        match self {
            TaxpayerStanding::Active => "ACT",
            TaxpayerStanding::Cancelled => "CNL",
            TaxpayerStanding::Inactive => "INA",
            TaxpayerStanding::Suspended => "SUS",
            TaxpayerStanding::Missing => "missing",
            TaxpayerStanding::Stale => "stale",
        }
    }

    fn parse(name: &str) -> Option<TaxpayerStanding> {
        use TaxpayerStanding::{Active, Cancelled, Inactive, Missing, Stale, Suspended};
        [Active, Cancelled, Inactive, Suspended, Missing, Stale].into_iter().find(|s| s.name() == name)
    }
}

/// What the register knows of a taxpayer.
#[derive(Clone, Debug)]
pub(super) struct RegisteredTaxpayer {
    pub(super) standing: TaxpayerStanding,
    /// `REG`, `SEZ` or `COM`.
    kind: String,
    /// Blocked from making e-way bills, because it hasn't filed its returns.
    pub(super) blocked: bool,
    /// Under e-invoicing: as it was set, else whether it has registered a document here.
    pub(super) e_invoices: bool,
}

impl Default for RegisteredTaxpayer {
    fn default() -> RegisteredTaxpayer {
        RegisteredTaxpayer {
            standing: TaxpayerStanding::Active,
            kind: "REG".to_owned(),
            blocked: false,
            e_invoices: false,
        }
    }
}

impl RegisteredTaxpayer {
    pub(super) fn read(db: &Connection, gstin: &str) -> rusqlite::Result<RegisteredTaxpayer> {
        let set: Option<(String, String, bool, Option<bool>)> = db
            .prepare_cached("SELECT standing, kind, blocked, e_invoices FROM taxpayer WHERE gstin = ?")?
            .query_row([gstin], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let mut taxpayer = RegisteredTaxpayer::default();
        let mut e_invoices = None;
        if let Some((standing, kind, blocked, set)) = set {
            let standing = TaxpayerStanding::parse(&standing).unwrap_or(TaxpayerStanding::Active);
            (taxpayer.standing, taxpayer.kind, taxpayer.blocked, e_invoices) = (standing, kind, blocked, set);
        }
        taxpayer.e_invoices = match e_invoices {
            Some(set) => set,
            None => db
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE owner = ?)")?
                .query_row([gstin], |row| row.get(0))?,
        };
        Ok(taxpayer)
    }

    /// A unit of a special economic zone.
    pub(super) fn is_sez(&self) -> bool {
        self.kind == "SEZ"
    }

    /// Pays a part of its turnover instead of tax on each supply.
    pub(super) fn is_composition(&self) -> bool {
        self.kind == "COM"
    }
}

fn standing(db: &Connection, gstin: &str) -> rusqlite::Result<TaxpayerStanding> {
    RegisteredTaxpayer::read(db, gstin).map(|taxpayer| taxpayer.standing)
}

/// What `POST /sandbox/gstins` says about a taxpayer; what it doesn't name stays.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct TaxpayerChange {
    gstin: String,
    #[serde(default)]
    standing: Option<TaxpayerStanding>,
    #[serde(default, rename = "type")]
    kind: Option<TaxpayerKind>,
    #[serde(default)]
    blocked: Option<bool>,
    #[serde(default)]
    e_invoices: Option<bool>,
}

/// The kind of a taxpayer.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum TaxpayerKind {
    Reg,
    Sez,
    Com,
}

impl Sandbox {
    /// Changes the standing of a taxpayer from now on.
    pub fn set_taxpayer(&self, gstin: Gstin, standing: TaxpayerStanding) -> Result<()> {
        self.change(&TaxpayerChange {
            gstin: gstin.as_str().to_owned(),
            standing: Some(standing),
            ..TaxpayerChange::default()
        })
    }

    /// Says whether a taxpayer is under e-invoicing, so that its tax invoices to businesses need an IRN before an e-way
    /// bill (720). Untold, it is when it has registered a document here.
    pub fn set_e_invoicing(&self, gstin: Gstin, is: bool) -> Result<()> {
        self.change(&TaxpayerChange {
            gstin: gstin.as_str().to_owned(),
            e_invoices: Some(is),
            ..TaxpayerChange::default()
        })
    }

    fn change(&self, change: &TaxpayerChange) -> Result<()> {
        let kind = change.kind.map(|kind| match kind {
            TaxpayerKind::Reg => "REG",
            TaxpayerKind::Sez => "SEZ",
            TaxpayerKind::Com => "COM",
        });
        self.store
            .lock()
            .execute(
                "INSERT INTO taxpayer (gstin, standing, kind, blocked, e_invoices)
                 VALUES (?1, coalesce(?2, 'ACT'), coalesce(?3, 'REG'), coalesce(?4, 0), ?5)
                 ON CONFLICT (gstin) DO UPDATE SET standing = coalesce(?2, standing), kind = coalesce(?3, kind),
                     blocked = coalesce(?4, blocked), e_invoices = coalesce(?5, e_invoices)",
                (&change.gstin, change.standing.map(TaxpayerStanding::name), kind, change.blocked, change.e_invoices),
            )
            .map(drop)
            .map_err(|e| super::trouble::registry(&e))
    }

    /// Does the same from `{"gstin":"…","standing":"CNL"}`, and sets type, block and e-invoicing.
    pub(super) fn set_taxpayer_by(&self, json: &[u8]) -> Result<()> {
        let change: TaxpayerChange = serde_json::from_slice(json).map_err(|e| {
            Error::new(ErrorKind::Json, e.to_string()).fix(
                r#"send {"gstin":"27AABCU9603R1ZN","standing":"CNL"}; also ACT, INA, SUS, missing, stale; "type":"REG", "SEZ" or "COM"; "blocked", "e_invoices": true or false"#,
            )
        })?;
        if Gstin::parse(&change.gstin).is_none() {
            return Err(Error::new(ErrorKind::Json, format!("\"{}\" is not a GSTIN", change.gstin)).at("/gstin"));
        }
        self.change(&change)
    }

    /// `GET /eivital/v1.04/Master/gstin/{gstin}`.
    pub(super) fn gstin(&self, request: &Request<Vec<u8>>, gstin: &str) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let gstin = Gstin::parse(gstin).ok_or(GSTIN_UNKNOWN)?;
        let taxpayer = RegisteredTaxpayer::read(&self.store.lock(), gstin.as_str())?;
        sealed(&session.sek, &details(gstin, &taxpayer)?)
    }

    /// `GET /eivital/v1.04/Master/syncgstin/{gstin}`: renews an old copy.
    pub(super) fn sync_gstin(&self, request: &Request<Vec<u8>>, gstin: &str) -> Result<SandboxAnswer, CallFault> {
        let session = self.session(request)?;
        let gstin = Gstin::parse(gstin).ok_or(GSTIN_UNKNOWN)?;
        let taxpayer = self.store.write(|db| {
            db.prepare_cached("UPDATE taxpayer SET standing = 'ACT' WHERE gstin = ? AND standing = 'stale'")?
                .execute([gstin.as_str()])?;
            RegisteredTaxpayer::read(db, gstin.as_str())
        })?;
        sealed(&session.sek, &details(gstin, &taxpayer)?)
    }

    /// Refuses a document whose supplier or recipient can't trade.
    pub(super) fn known_parties(&self, document: &str) -> Result<(), CallFault> {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        for party in ["SellerDtls", "BuyerDtls"] {
            let gstin = document[party]["Gstin"].as_str().unwrap_or_default();
            let (code, words) = match standing(&self.store.lock(), gstin)? {
                TaxpayerStanding::Active | TaxpayerStanding::Suspended => continue,
                TaxpayerStanding::Missing => ("3028", format!("GSTIN {gstin} is invalid")),
                TaxpayerStanding::Cancelled | TaxpayerStanding::Inactive | TaxpayerStanding::Stale => {
                    ("3029", format!("GSTIN -{gstin} is inactive or cancelled"))
                }
            };
            return Err(SandboxRefusal::many([(code.to_owned(), words)]).into());
        }
        Ok(())
    }
}

/// A taxpayer of the sandbox, without a real person's name or address.
fn details(gstin: Gstin, taxpayer: &RegisteredTaxpayer) -> Result<Value, CallFault> {
    let status = match taxpayer.standing {
        TaxpayerStanding::Missing => return Err(GSTIN_UNKNOWN.into()),
        TaxpayerStanding::Stale => "INA",
        other => other.name(),
    };
    // Clients fill documents from this, so its values must be valid there.
    let state = states::of_address(gstin.state()).unwrap_or_default();
    let pin = pins::of_state(state).unwrap_or(pins::NOWHERE);
    let ended = matches!(taxpayer.standing, TaxpayerStanding::Cancelled).then_some("2026-01-31");
    Ok(json!({"Gstin": gstin.as_str(), "TradeName": format!("Practice Traders {}", &gstin.as_str()[2..7]),
        "LegalName": format!("Practice Trading Company {}", &gstin.as_str()[2..7]), "AddrBnm": "Practice House",
        "AddrBno": "1", "AddrFlno": "First Floor", "AddrSt": "Practice Road", "AddrLoc": "Practice Town",
        "StateCode": state, "AddrPncd": pin,
        "TxpType": taxpayer.kind, "Status": status, "BlkStatus": if taxpayer.blocked { "B" } else { "U" }, "DtReg": "2017-07-01", "DtDReg": ended}))
}

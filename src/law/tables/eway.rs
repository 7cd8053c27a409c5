//! The tables of the e-way bill: limits of the states, terms of a bill, goods and movements that need none.

use crate::calendar::Day;
use crate::law::Sure;
use crate::law::kinds::MovementKind;
use crate::money::Amount;

/// The movement of goods that a limit applies to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MovementScope {
    /// Between two states, or out of the country.
    Interstate,
    /// Inside one state, which may have a limit of its own.
    Intrastate,
}

/// The consignment value above which goods in transit need an e-way bill; an empty `state` stands for every state.
#[derive(Clone, Copy, Debug)]
pub struct EwayLimit {
    /// Which movement it is for.
    pub scope: MovementScope,
    /// The state's two digits where it has a limit of its own, else empty.
    pub state: &'static str,
    /// In rupees, with tax. A consignment of exactly this value needs none. `None`: no consignment needs one.
    pub limit: Option<Amount>,
    /// Up to this value no goods need one, by any source.
    pub least: Option<Amount>,
    /// Above this value all goods need one, by every source; between `least` and it the answer is open. `None`: it stays
    /// open, because more than the value matters, or the sources disagree.
    pub surely: Option<Amount>,
    /// First day; `None` where no source names it. Before that day the answer inside the state is open.
    pub from: Option<Day>,
    /// The rule, or another source.
    pub source: &'static str,
    /// How sure the limit is; those of single states are secondary.
    pub sure: Sure,
    /// The state's name where `state` has its code, else a remark.
    pub note: &'static str,
}

/// `data/law/eway_bill.csv`.
pub const EWAY_BILL: &[EwayLimit] = include!(concat!(env!("OUT_DIR"), "/law_eway_bill.rs"));

pub(crate) fn eway_limit(scope: MovementScope, state: &str) -> Option<&'static EwayLimit> {
    EWAY_BILL.iter().find(|row| row.scope == scope && row.state == state)
}

/// Whether goods need an e-way bill at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freed {
    /// They need none.
    Yes,
    /// They need one, like other goods.
    No,
    /// Some of them need none, or on a condition.
    Partly,
    /// They need none where they carry no tax: an entry of the exempt schedule, in its own words.
    Untaxed,
}

/// Goods that may move without an e-way bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EwayFree {
    /// First digits of the code; the longest row that fits counts.
    pub hsn: &'static str,
    /// Whether they may.
    pub freed: Freed,
    /// Part of rule 138.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The goods.
    pub what: &'static str,
}

/// `data/law/eway_free_goods.csv`.
pub const EWAY_FREE_GOODS: &[EwayFree] = include!(concat!(env!("OUT_DIR"), "/law_eway_free_goods.rs"));

/// The row of goods with this code; `None`: they need one, like other goods.
pub(crate) fn eway_free(hsn: &str) -> Option<&'static EwayFree> {
    let rows = EWAY_FREE_GOODS.iter().filter(|row| hsn.starts_with(row.hsn));
    rows.max_by_key(|row| row.hsn.len())
}

/// A circumstance of a movement that decides about its e-way bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EwayMovement {
    /// Which.
    pub name: MovementKind,
    /// What follows from it.
    pub effect: Effect,
    /// Part of rule 138.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The circumstance in words.
    pub what: &'static str,
}

/// What follows from a circumstance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// No e-way bill is needed.
    Free,
    /// One is needed at any value, between states.
    AnyValue,
    /// Part A is enough.
    PartA,
}

/// `data/law/eway_movements.csv`.
pub const EWAY_MOVEMENTS: &[EwayMovement] = include!(concat!(env!("OUT_DIR"), "/law_eway_movements.rs"));

pub(crate) fn eway_movement(name: MovementKind) -> Option<&'static EwayMovement> {
    EWAY_MOVEMENTS.iter().find(|row| row.name == name)
}

/// A state's own limit for gold and the like inside the state.
#[derive(Clone, Copy, Debug)]
pub struct EwayGold {
    /// The state's two digits.
    pub state: &'static str,
    /// First day.
    pub from: Day,
    /// In rupees, with tax. An e-way bill is due from this value on.
    pub limit: Amount,
    /// Notification.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The rule in words.
    pub what: &'static str,
}

/// `data/law/eway_gold.csv`.
pub const EWAY_GOLD: &[EwayGold] = include!(concat!(env!("OUT_DIR"), "/law_eway_gold.rs"));

/// What a term is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Kilometres.
    Km,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// A term of an e-way bill.
#[derive(Clone, Copy, Debug)]
pub struct EwayTerm {
    /// The key for a look-up: `km_regular`.
    pub name: &'static str,
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: Unit,
    /// First day.
    pub from: Day,
    /// Rule, advisory, code of the system.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// What it means, in a sentence.
    pub what: &'static str,
}

/// `data/law/eway_terms.csv`.
pub const EWAY_TERMS: &[EwayTerm] = include!(concat!(env!("OUT_DIR"), "/law_eway_terms.rs"));

/// The count of a term. A name that the table doesn't have fails the build.
pub(crate) const fn term(name: &str) -> &'static EwayTerm {
    let mut at = 0;
    while at < EWAY_TERMS.len() {
        if same(EWAY_TERMS[at].name, name) {
            return &EWAY_TERMS[at];
        }
        at += 1;
    }
    panic!("the table has no such term")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

//! An e-way bill as the register stores it, its Part B entries, and its end.

use super::form::PartA;
use super::portals::EwbPortal;
use super::{invoice, no, twelve_hours};
use crate::calendar::{Day, IstTime};
use crate::irn::Irn;
use crate::sandbox::envelope::CallFault;
use rusqlite::{Connection, Row};

/// Kilometres of a day of validity: of an ordinary load, and of an over-dimensional one or one with a leg by ship.
const DAILY: (u64, u64) = (200, 20);
/// How long a Part-A slip waits for its Part B.
const SLIP_DAYS: i64 = 15;

/// An e-way bill.
pub(in crate::sandbox) struct RegisteredEwayBill {
    pub(in crate::sandbox) number: i64,
    /// None for a bill that was made alone.
    pub(in crate::sandbox) irn: Option<String>,
    /// The GSTIN that made it.
    pub(in crate::sandbox) owner: String,
    pub(in crate::sandbox) made_at: IstTime,
    /// None without Part B.
    pub(in crate::sandbox) valid_until: Option<IstTime>,
    pub(in crate::sandbox) cancelled_at: Option<IstTime>,
    pub(in crate::sandbox) rejected_at: Option<IstTime>,
    /// An officer has looked at the goods.
    pub(in crate::sandbox) verified_at: Option<IstTime>,
    pub(in crate::sandbox) closed_at: Option<IstTime>,
    /// Empty for none.
    pub(in crate::sandbox) transporter: String,
    pub(in crate::sandbox) kilometres: u64,
    pub(in crate::sandbox) extended: u64,
    pub(in crate::sandbox) form: PartA,
}

/// What a bill is at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::sandbox) enum Stands {
    Active,
    Cancelled,
    /// A slip whose Part B didn't come in time.
    Discarded,
    /// Its goods have arrived. The system plans it.
    Closed,
}

impl Stands {
    /// Whether the document can have no other bill.
    pub(super) const fn holds_its_document(self) -> bool {
        matches!(self, Stands::Active | Stands::Closed)
    }
}

/// How goods travel, and since where: an entry of Part B.
#[derive(Clone, Default, Debug)]
pub(in crate::sandbox) struct TransportLeg {
    /// 1 road, 2 rail, 3 air, 4 ship, 5 in transit.
    pub(in crate::sandbox) mode: String,
    pub(in crate::sandbox) vehicle: String,
    pub(in crate::sandbox) document: String,
    /// `dd/MM/yyyy`, or empty.
    pub(in crate::sandbox) document_date: String,
    pub(in crate::sandbox) place: String,
    pub(in crate::sandbox) state: u64,
    /// The trip sheet that it belongs to, or 0.
    pub(in crate::sandbox) trip: i64,
    /// The group of a movement in several vehicles, or 0.
    pub(in crate::sandbox) group: u64,
}

/// An entry with who gave it, and when.
pub(in crate::sandbox) struct PartBEntry {
    pub(in crate::sandbox) by: String,
    pub(in crate::sandbox) at: IstTime,
    pub(in crate::sandbox) way: TransportLeg,
}

/// What making a bill needs.
pub(in crate::sandbox) struct New<'n> {
    pub(in crate::sandbox) irn: Option<&'n Irn>,
    pub(in crate::sandbox) owner: &'n str,
    pub(in crate::sandbox) transporter: String,
    pub(in crate::sandbox) kilometres: u64,
    pub(in crate::sandbox) form: PartA,
    /// Part B, where it comes at once.
    pub(in crate::sandbox) way: Option<TransportLeg>,
}

const COLUMNS: &str = "number, irn, owner, made_at, valid_until, cancelled_at, rejected_at, transporter, kilometres, \
    extended, form, verified_at, closed_at";

impl RegisteredEwayBill {
    pub(in crate::sandbox) fn of(row: &Row) -> rusqlite::Result<RegisteredEwayBill> {
        let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(IstTime::from_unix));
        let count = |at: usize| Ok::<_, rusqlite::Error>(u64::try_from(row.get::<_, i64>(at)?).unwrap_or_default());
        Ok(RegisteredEwayBill {
            number: row.get(0)?,
            irn: row.get(1)?,
            owner: row.get(2)?,
            made_at: IstTime::from_unix(row.get(3)?),
            valid_until: time(4)?,
            cancelled_at: time(5)?,
            rejected_at: time(6)?,
            verified_at: time(11)?,
            closed_at: time(12)?,
            transporter: row.get(7)?,
            kilometres: count(8)?,
            extended: count(9)?,
            form: PartA::stored(&row.get::<_, String>(10)?),
        })
    }

    /// The bills that a condition names, by number.
    pub(in crate::sandbox) fn all(
        db: &Connection,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> rusqlite::Result<Vec<RegisteredEwayBill>> {
        let mut found = db.prepare_cached(&format!("SELECT {COLUMNS} FROM ewb WHERE {condition}"))?;
        found.query_map(values, RegisteredEwayBill::of)?.collect()
    }

    pub(in crate::sandbox) fn by_number(db: &Connection, number: i64) -> rusqlite::Result<Option<RegisteredEwayBill>> {
        Ok(RegisteredEwayBill::all(db, "number = ?", [number])?.pop())
    }

    /// The last one of an IRN, whatever became of it.
    pub(in crate::sandbox) fn last(db: &Connection, irn: &Irn) -> rusqlite::Result<Option<RegisteredEwayBill>> {
        Ok(RegisteredEwayBill::all(db, "irn = ? ORDER BY made_at DESC, number DESC LIMIT 1", [irn.as_str()])?.pop())
    }

    /// The one of an IRN that stands.
    pub(in crate::sandbox) fn standing(
        db: &Connection,
        irn: &Irn,
        now: IstTime,
    ) -> rusqlite::Result<Option<RegisteredEwayBill>> {
        Ok(RegisteredEwayBill::last(db, irn)?.filter(|bill| bill.stands(now).holds_its_document()))
    }

    /// The bill that stands for the same document, whoever made it. After a cancellation, and after a slip is discarded,
    /// the document is free again.
    pub(in crate::sandbox) fn of_same_document(
        db: &Connection,
        form: &PartA,
        now: IstTime,
    ) -> rusqlite::Result<Option<RegisteredEwayBill>> {
        let same = "issuer = ? AND doc_type = ? AND doc_number = ? AND fin_year = ?";
        let all =
            RegisteredEwayBill::all(db, same, (form.issuer(), &form.doc_type, form.key_number(), form.fin_year()))?;
        Ok(all.into_iter().find(|bill| bill.stands(now).holds_its_document()))
    }

    pub(in crate::sandbox) fn stands(&self, now: IstTime) -> Stands {
        let waits_until = self.made_at.plus_hours(24 * SLIP_DAYS);
        match (self.cancelled_at, self.valid_until) {
            (Some(_), _) => Stands::Cancelled,
            (None, None) if !self.form.is_gold() && now > waits_until => Stands::Discarded,
            (None, _) if self.closed_at.is_some() => Stands::Closed,
            (None, _) => Stands::Active,
        }
    }

    /// The status in answers.
    pub(in crate::sandbox) fn word(&self, now: IstTime) -> &'static str {
        match self.stands(now) {
            Stands::Active => "ACT",
            Stands::Cancelled => "CNL",
            Stands::Discarded => "DISCARDED",
            Stands::Closed => "CLS",
        }
    }

    pub(in crate::sandbox) fn has_ended(&self, now: IstTime) -> bool {
        self.valid_until.is_some_and(|end| now > end)
    }

    /// The end of its validity in answers: none for a slip.
    pub(super) fn until(&self) -> Option<String> {
        self.valid_until.map(twelve_hours)
    }

    /// Days of validity of a distance.
    pub(super) fn days(&self, kilometres: u64) -> u64 {
        kilometres.div_ceil(if self.form.is_slow() { DAILY.1 } else { DAILY.0 }).max(1)
    }

    /// Whether the caller may move the goods: the present transporter; without one, the maker.
    pub(super) fn may_move(
        &self,
        db: &Connection,
        caller: &str,
        by_transporter: &'static str,
        stranger: &'static str,
    ) -> Result<(), CallFault> {
        match caller == self.owner && !self.transporter.is_empty() && caller != self.transporter {
            true if self.was_moved_by(db, &self.transporter)? => Err(no(by_transporter).into()),
            true => Err(no(stranger).into()),
            false => self.may_hand_over(db, caller, by_transporter, stranger),
        }
    }

    /// Whether the caller may name the next transporter: the present one; the maker until that one has given Part B.
    pub(super) fn may_hand_over(
        &self,
        db: &Connection,
        caller: &str,
        by_transporter: &'static str,
        stranger: &'static str,
    ) -> Result<(), CallFault> {
        if caller == self.transporter {
            return Ok(());
        }
        if caller != self.owner {
            return Err(no(stranger).into());
        }
        match !self.transporter.is_empty() && self.was_moved_by(db, &self.transporter)? {
            true => Err(no(by_transporter).into()),
            false => Ok(()),
        }
    }

    /// Whether this GSTIN has given Part B.
    pub(super) fn was_moved_by(&self, db: &Connection, gstin: &str) -> rusqlite::Result<bool> {
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM ewb_entry WHERE bill = ? AND by = ?)")?
            .query_row((self.number, gstin), |row| row.get(0))
    }

    /// Whether it was divided among several vehicles.
    pub(super) fn is_divided(&self, db: &Connection) -> rusqlite::Result<bool> {
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM ewb_group WHERE bill = ?)")?
            .query_row([self.number], |row| row.get(0))
    }

    /// The Part B entries, the newest first.
    pub(in crate::sandbox) fn entries(&self, db: &Connection) -> rusqlite::Result<Vec<PartBEntry>> {
        let mut found = db.prepare_cached(
            "SELECT by, at, mode, vehicle, document, document_date, place, state, trip, \"group\" FROM ewb_entry
             WHERE bill = ? ORDER BY id DESC",
        )?;
        let entries = found.query_map([self.number], |row| {
            let way = TransportLeg {
                mode: row.get(2)?,
                vehicle: row.get(3)?,
                document: row.get(4)?,
                document_date: row.get(5)?,
                place: row.get(6)?,
                state: u64::try_from(row.get::<_, i64>(7)?).unwrap_or_default(),
                trip: row.get(8)?,
                group: u64::try_from(row.get::<_, i64>(9)?).unwrap_or_default(),
            };
            Ok(PartBEntry { by: row.get(0)?, at: IstTime::from_unix(row.get(1)?), way })
        })?;
        entries.collect()
    }

    /// Writes a Part B entry. The first one begins the validity.
    pub(super) fn enter(
        &mut self,
        db: &Connection,
        by: &str,
        way: &TransportLeg,
        now: IstTime,
    ) -> rusqlite::Result<()> {
        let number = |n: u64| i64::try_from(n).unwrap_or_default();
        db.prepare_cached(
            "INSERT INTO ewb_entry (bill, by, at, mode, vehicle, document, document_date, place, state, trip, \"group\")
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            self.number,
            by,
            now.unix(),
            &way.mode,
            &way.vehicle,
            &way.document,
            &way.document_date,
            &way.place,
            number(way.state),
            way.trip,
            number(way.group),
        ))?;
        if self.valid_until.is_none() && !self.form.is_gold() {
            self.valid_until = end_of(now.day(), self.days(self.kilometres));
        }
        self.keep(db)
    }

    /// Stores what may change of a bill.
    pub(super) fn keep(&self, db: &Connection) -> rusqlite::Result<()> {
        let unix = |time: Option<IstTime>| time.map(IstTime::unix);
        db.prepare_cached(
            "UPDATE ewb SET valid_until = ?, rejected_at = ?, transporter = ?, extended = ?, form = ? WHERE number = ?",
        )?
        .execute((
            unix(self.valid_until),
            unix(self.rejected_at),
            &self.transporter,
            i64::try_from(self.extended).unwrap_or_default(),
            self.form.to_store(),
            self.number,
        ))
        .map(drop)
    }

    /// Enters a new bill, with its first Part B where it has one.
    pub(in crate::sandbox) fn make(
        db: &Connection,
        portal: EwbPortal,
        new: New,
        now: IstTime,
    ) -> rusqlite::Result<RegisteredEwayBill> {
        let mut bill = RegisteredEwayBill {
            number: portal.next_number(db)?,
            irn: new.irn.map(|irn| irn.as_str().to_owned()),
            owner: new.owner.to_owned(),
            made_at: now.to_minute(),
            valid_until: None,
            cancelled_at: None,
            rejected_at: None,
            verified_at: None,
            closed_at: None,
            transporter: new.transporter,
            kilometres: new.kilometres,
            extended: 0,
            form: new.form,
        };
        bill.insert(db)?;
        if let Some(way) = new.way {
            let owner = bill.owner.clone();
            bill.enter(db, &owner, &way, bill.made_at)?;
        }
        Ok(bill)
    }

    fn insert(&self, db: &Connection) -> rusqlite::Result<()> {
        db.prepare_cached(
            "INSERT INTO ewb (number, irn, owner, made_at, issuer, doc_type, doc_number, fin_year, sender, receiver,
             transporter, kilometres, form) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            self.number,
            &self.irn,
            &self.owner,
            self.made_at.unix(),
            self.form.issuer(),
            &self.form.doc_type,
            self.form.key_number(),
            self.form.fin_year(),
            &self.form.from_gstin,
            &self.form.to_gstin,
            &self.transporter,
            i64::try_from(self.kilometres).unwrap_or_default(),
            self.form.to_store(),
        ))
        .map(drop)
    }

    /// Cancels it.
    pub(super) fn cancel(&self, db: &Connection, reason: &str, remark: &str, now: IstTime) -> rusqlite::Result<()> {
        db.prepare_cached("UPDATE ewb SET cancelled_at = ?, reason = ?, remark = ? WHERE number = ?")?
            .execute((now.unix(), reason, remark, self.number))
            .map(drop)
    }
}

/// 11:59 PM, so many days after a day.
pub(super) fn end_of(day: Day, days: u64) -> Option<IstTime> {
    let last = day.plus(i64::try_from(days).ok()?);
    IstTime::parse_portal(&format!("{} 23:59:00", last.iso()))
}

/// Takes over the bills of a register of version 2 (`ewb_2`): Part A follows from their invoices. Their vehicles are
/// unknown, and their distance is what their validity allows.
pub(in crate::sandbox) fn adopt(db: &Connection) -> rusqlite::Result<()> {
    type Old = (i64, String, String, i64, [Option<i64>; 2], [Option<String>; 2], String);
    let mut found = db.prepare(
        "SELECT number, irn, ewb_2.owner, made_at, valid_until, ewb_2.cancelled_at, ewb_2.reason, ewb_2.remark,
             coalesce((SELECT invoice_data FROM document WHERE document.irn = ewb_2.irn LIMIT 1), '{}') FROM ewb_2",
    )?;
    let old = found.query_map([], |row| -> rusqlite::Result<Old> {
        let times = [row.get(4)?, row.get(5)?];
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, times, [row.get(6)?, row.get(7)?], row.get(8)?))
    })?;
    for old in old {
        let (number, irn, owner, made_at, [valid_until, cancelled_at], [reason, remark], invoice) = old?;
        let (made_at, valid_until) = (IstTime::from_unix(made_at), valid_until.map(IstTime::from_unix));
        let days = valid_until.map_or(1, |until| until.day().days_since(made_at.day()).max(1));
        let form = invoice::form(&serde_json::from_str(&invoice).unwrap_or_default());
        let bill = RegisteredEwayBill {
            number,
            irn: Some(irn),
            owner,
            made_at,
            valid_until,
            cancelled_at: cancelled_at.map(IstTime::from_unix),
            rejected_at: None,
            verified_at: None,
            closed_at: None,
            transporter: String::new(),
            kilometres: u64::try_from(days).unwrap_or(1) * DAILY.0,
            extended: 0,
            form,
        };
        bill.insert(db)?;
        bill.keep(db)?;
        if let Some(at) = bill.cancelled_at {
            bill.cancel(db, &reason.unwrap_or_default(), &remark.unwrap_or_default(), at)?;
        }
    }
    Ok(())
}

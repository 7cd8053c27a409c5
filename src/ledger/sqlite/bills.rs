//! E-way bills that stand alone, in the SQLite ledger.

use super::Sqlite;
use super::rows::{events, times, written};
use super::trouble::trouble;
use crate::calendar::{IstTime, Uptime};
use crate::error::Result;
use crate::ledger::bills::{BillChange, DecideBill, EwbTable, columns, freed, parse};
use crate::ledger::outbox::Unwritten;
use crate::ledger::{Event, StoredEvent};
use crate::story::{BillKey, EwbRecord, Move, Record};
use rusqlite::{Connection, OptionalExtension, params};
use std::time::Instant;

const FIND: &str = "SELECT record FROM eway_bills WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4";
const NUMBERED: &str = "SELECT record FROM eway_bills WHERE ewb_no = ?1";
const OF_DOCUMENT: &str = "SELECT d.record FROM eway_numbers n JOIN documents d ON d.gstin = n.gstin
     AND d.doc_type = n.doc_type AND d.number = n.number AND d.fin_year = n.fin_year WHERE n.ewb_no = ?1";
const WAITS: &str = "SELECT record FROM eway_bills
     WHERE waits AND (gstin, doc_type, number, fin_year) > (?1, ?2, ?3, ?4)
     ORDER BY gstin, doc_type, number, fin_year LIMIT ?5";
const ENDS: &str = "SELECT record FROM eway_bills WHERE ends >= ?1 ORDER BY ends LIMIT ?2";
const EVENTS: &str = "SELECT at, what, attempt, detail FROM eway_events
     WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4 ORDER BY id";

/// When each of some e-way bills was last asked for, in their order; else its first event.
const GIVEN: &str = "SELECT coalesce(
     (SELECT at FROM eway_events WHERE gstin = k.value ->> 0 AND doc_type = k.value ->> 1 AND number = k.value ->> 2
         AND fin_year = k.value ->> 3 AND what IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT 1),
     (SELECT at FROM eway_events WHERE gstin = k.value ->> 0 AND doc_type = k.value ->> 1 AND number = k.value ->> 2
         AND fin_year = k.value ->> 3 ORDER BY id LIMIT 1))
     FROM json_each(?1) k ORDER BY k.key";

impl EwbTable for Sqlite {
    fn bill(&self, key: &BillKey) -> Result<Option<EwbRecord>> {
        self.read(|c| find(c, key))
    }

    fn bill_numbered(&self, ewb_no: &str) -> Result<Option<EwbRecord>> {
        self.read(|c| Ok(many(c, NUMBERED, &[&ewb_no])?.pop()))
    }

    fn document_of_ewb(&self, ewb_no: &str) -> Result<Option<Record>> {
        let text: Option<String> = self.read(|c| {
            let mut statement = c.prepare_cached(OF_DOCUMENT).map_err(|e| trouble("read", e))?;
            statement.query_row([ewb_no], |row| row.get(0)).optional().map_err(|e| trouble("read", e))
        })?;
        text.as_deref().map(crate::ledger::parse).transpose()
    }

    fn bills_waiting(&self, after: Option<&BillKey>, limit: usize) -> Result<Vec<EwbRecord>> {
        let [gstin, doc_type, number, year] = after.map_or_else(Default::default, columns);
        self.read(|c| many(c, WAITS, &[&gstin, &doc_type, &number, &year, &(limit as i64)]))
    }

    fn bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<EwbRecord>> {
        self.read(|c| many(c, ENDS, &[&from.portal(), &(limit as i64)]))
    }

    fn change_bill(&self, key: &BillKey, until: Instant, decide: DecideBill<'_>) -> Result<Option<EwbRecord>> {
        let (bill, unwritten) = self.writer.write(until, |connection| {
            let this = find(connection, key)?.map(freed);
            let Some(BillChange { bill, event }) = decide(this.as_ref(), &Uptime::now())? else {
                return Ok((this, None));
            };
            write(connection, key, &bill, &event).map_err(|e| trouble("write", e))?;
            Ok((Some(bill), Some(self.write_waiting(connection)?)))
        })?;
        unwritten.into_iter().for_each(Unwritten::written);
        Ok(bill)
    }

    fn bill_events(&self, key: &BillKey) -> Result<Vec<StoredEvent>> {
        self.read(|c| events(c, EVENTS, &columns(key)))
    }

    fn bills_given_at(&self, keys: &[BillKey]) -> Result<Vec<Option<IstTime>>> {
        let keys: Vec<[String; 4]> = keys.iter().map(columns).collect();
        self.read(|c| times(c, GIVEN, &keys, &[Move::EwbIntended.name()]))
    }
}

fn find(connection: &Connection, key: &BillKey) -> Result<Option<EwbRecord>> {
    let [gstin, doc_type, number, year] = columns(key);
    Ok(many(connection, FIND, &[&gstin, &doc_type, &number, &year])?.pop())
}

fn many(connection: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<EwbRecord>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let rows = statement.query_map(values, |row| row.get::<_, String>(0)).map_err(|e| trouble("read", e))?;
    rows.map(|row| parse(&row.map_err(|e| trouble("read", e))?)).collect()
}

fn write(connection: &Connection, key: &BillKey, bill: &EwbRecord, event: &Event) -> rusqlite::Result<()> {
    let ewb = crate::story::Bearer::ewb(bill);
    let (at, [gstin, doc_type, number, year]) = (event.at.to_string(), columns(key));
    connection
        .prepare_cached(
            "INSERT INTO eway_bills (gstin, fin_year, doc_type, number, ewb_no, state, updated, waits, ends, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (gstin, doc_type, number, fin_year) DO UPDATE
             SET ewb_no = excluded.ewb_no, state = excluded.state, updated = excluded.updated, waits = excluded.waits,
                 ends = excluded.ends, record = excluded.record",
        )?
        .execute(params![
            gstin,
            year,
            doc_type,
            number,
            ewb.bill().map(|bill| bill.ewb_no.as_str()),
            ewb.state().name(),
            at,
            bill.waits(),
            bill.ends(),
            written(bill, bill.document().len())?
        ])?;
    connection
        .prepare_cached(
            "INSERT INTO eway_events (gstin, fin_year, doc_type, number, at, what, attempt, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            gstin,
            year,
            doc_type,
            number,
            at,
            event.what.name(),
            event.attempt,
            written(&event.detail, bill.document().len())?
        ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::gstin::Gstin;
    use crate::ledger::Ledger;
    use crate::story::{EwbState, Move, StoredEwayBill};
    use std::time::Duration;

    fn bill(number: &str) -> EwbRecord {
        let gstin = Gstin::parse("29AABCU9603R1ZJ").unwrap();
        EwbRecord::intended(gstin, "CHL", number, Day::parse("21/11/2026").unwrap(), "{}".to_owned())
    }

    fn put(ledger: &Sqlite, bill: &EwbRecord, what: Move) {
        let at = IstTime::parse("2026-11-21").unwrap();
        let event = Event { at, what, attempt: bill.attempt(), detail: serde_json::json!({"a": 1}) };
        let change = || BillChange { bill: bill.clone(), event: event.clone() };
        let until = Instant::now() + Duration::from_secs(5);
        ledger.change_bill(&bill.key(), until, &mut |_, _| Ok(Some(change()))).unwrap();
    }

    #[test]
    fn a_bill_is_found_by_its_document_by_its_number_and_by_what_it_waits_for() {
        let ledger = Sqlite::in_memory().unwrap();
        let (mut made, waiting) = (bill("jw/1"), bill("JW/2"));
        put(&ledger, &made, Move::EwbIntended);
        put(&ledger, &waiting, Move::EwbIntended);
        assert_eq!(ledger.bill(&bill("JW/1").key()).unwrap().as_ref(), Some(&made), "in any case of its letters");
        assert_eq!(ledger.bills_waiting(None, 10).unwrap().len(), 2);
        assert_eq!(ledger.bills_waiting(Some(&made.key()), 10).unwrap(), [waiting]);
        let now = ledger.now();
        crate::story::Bearer::hold(&mut made, "a", &now, 1000).unwrap();
        made.begin("nic").unwrap();
        let held = StoredEwayBill {
            ewb_no: "321012345678".to_owned(),
            valid_until: Some("2026-11-23 23:59:00".to_owned()),
            ..StoredEwayBill::default()
        };
        made.active(held, false).unwrap();
        put(&ledger, &made, Move::EwbActive);
        assert_eq!(ledger.bill_numbered("321012345678").unwrap(), Some(made.clone()));
        assert_eq!(ledger.bill_numbered("1").unwrap(), None);
        assert_eq!(ledger.bills_until(IstTime::parse("2026-11-23").unwrap(), 10).unwrap().len(), 1);
        assert_eq!(ledger.bills_until(IstTime::parse("2026-11-24").unwrap(), 10).unwrap().len(), 0);
        let events: Vec<_> = ledger.bill_events(&made.key()).unwrap().iter().map(|event| event.what).collect();
        assert_eq!(events, [Move::EwbIntended, Move::EwbActive]);
        assert_eq!(
            ledger.bill(&made.key()).unwrap().map(|b| crate::story::Bearer::ewb(&b).state()),
            Some(EwbState::Active)
        );
    }

    #[test]
    fn bills_are_found_without_reading_the_others() {
        let ledger = Sqlite::in_memory().unwrap();
        for (sql, values, index) in [
            (NUMBERED, 1, "eway_bills_number"),
            (WAITS, 5, "eway_bills_waits"),
            (ENDS, 2, "eway_bills_ends"),
            (EVENTS, 4, "eway_events_bill"),
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let values = rusqlite::params_from_iter(vec![""; values]);
            let how: String = ledger.read(|c| c.query_row(&plan, values, |row| row.get(3))).unwrap();
            assert!(how.contains(&format!("USING INDEX {index}")), "{how}");
        }
    }
}

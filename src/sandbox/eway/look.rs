//! The calls that read.

use super::bill::{PartBEntry, RegisteredEwayBill};
use super::form::PartA;
use super::portals::EwbPortal;
use super::{fetched, no, to_json, twelve_hours};
use crate::calendar::{Day, IstTime};
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::register::parameter;
use crate::sandbox::session::SandboxSession;
use http::Request;
use serde::Serialize;
use serde_json::{Value, json};

/// The calls of a transporter's list by state that are answered in 15 minutes; then none until those are over.
const CALLS: (i64, i64) = (50, 15 * 60);

/// Whether a GSTIN has a part in a bill.
pub(super) fn may_read(bill: &RegisteredEwayBill, gstin: &str) -> bool {
    let form = &bill.form;
    [&bill.owner, &bill.transporter, &form.from_gstin, &form.to_gstin].into_iter().any(|own| own == gstin)
}

/// A whole bill, in the order of the system's own answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'b> {
    ewb_no: i64,
    eway_bill_date: String,
    gen_mode: &'static str,
    user_gstin: &'b str,
    #[serde(flatten)]
    form: &'b PartA,
    transporter_id: &'b str,
    status: &'static str,
    actual_dist: u64,
    no_valid_days: u64,
    valid_upto: Option<String>,
    extended_times: u64,
    reject_status: &'static str,
    #[serde(rename = "VehiclListDetails")]
    vehicles: Vec<Vehicle>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Vehicle {
    upd_mode: &'static str,
    vehicle_no: String,
    from_place: String,
    from_state: u64,
    #[serde(rename = "tripshtNo")]
    trip: i64,
    #[serde(rename = "userGSTINTransin")]
    user: String,
    entered_date: String,
    trans_mode: String,
    trans_doc_no: String,
    trans_doc_date: Option<String>,
    group_no: String,
}

impl From<PartBEntry> for Vehicle {
    fn from(PartBEntry { by, at, way }: PartBEntry) -> Vehicle {
        Vehicle {
            upd_mode: "API",
            vehicle_no: way.vehicle,
            from_place: way.place,
            from_state: way.state,
            trip: way.trip,
            user: by,
            entered_date: twelve_hours(at),
            trans_mode: way.mode,
            trans_doc_no: way.document,
            trans_doc_date: (!way.document_date.is_empty()).then_some(way.document_date),
            group_no: way.group.to_string(),
        }
    }
}

impl Sandbox {
    /// Answers one of the calls by `GET`.
    pub(super) fn eway_reading(
        &self,
        name: &str,
        session: &SandboxSession,
        request: &Request<Vec<u8>>,
    ) -> Result<SandboxAnswer, CallFault> {
        let gstin = session.gstin.as_str();
        let number = |name| parameter(request, name).and_then(|number| number.trim().parse::<i64>().ok());
        let json = match name {
            "GetEwayBill" => self.eway_by_number(gstin, number("ewbNo"))?,
            "GetEwayBillGeneratedByConsigner" => {
                let text = |name| parameter(request, name).unwrap_or_default();
                to_json(&self.eway_by_document(gstin, &text("docType"), &text("docNo"))?)?
            }
            "GetTripSheet" => to_json(&self.eway_trip(gstin, number("tripSheetNo"))?)?,
            list => to_json(&self.eway_list(list, gstin, request)?)?,
        };
        Ok(SandboxAnswer::Json(fetched(&session.sek, &json)?.to_string()))
    }

    /// At either portal, for everybody who has a part in it.
    fn eway_by_number(&self, gstin: &str, number: Option<i64>) -> Result<Vec<u8>, CallFault> {
        let number = number.filter(|n| (100_000_000_000..=999_999_999_999).contains(n)).ok_or_else(|| no("301"))?;
        let now = self.clock.now();
        let db = self.store.lock();
        let bill = RegisteredEwayBill::by_number(&db, number)?
            .filter(|bill| may_read(bill, gstin))
            .ok_or_else(|| no("357"))?;
        let vehicles = bill.entries(&db)?.into_iter().map(Vehicle::from).collect();
        let days = bill.valid_until.map_or(0, |_| bill.days(bill.kilometres));
        let whole = Whole {
            ewb_no: bill.number,
            eway_bill_date: twelve_hours(bill.made_at),
            gen_mode: "API",
            user_gstin: &bill.owner,
            form: &bill.form,
            transporter_id: &bill.transporter,
            status: bill.word(now),
            actual_dist: bill.kilometres,
            no_valid_days: days,
            valid_upto: bill.until(),
            extended_times: bill.extended,
            reject_status: if bill.rejected_at.is_some() { "Y" } else { "N" },
            vehicles,
        };
        to_json(&whole)
    }

    /// The caller's own bill of a document: the one that stands, else the last.
    fn eway_by_document(&self, gstin: &str, doc_type: &str, number: &str) -> Result<Value, CallFault> {
        let now = self.clock.now();
        let (first, last) = self.portal().range();
        let condition = "owner = ? AND doc_type = ? AND doc_number = ? AND number BETWEEN ? AND ?
             ORDER BY made_at DESC, number DESC LIMIT 100";
        let number = number.trim().to_ascii_uppercase();
        let all = RegisteredEwayBill::all(&self.store.lock(), condition, (gstin, doc_type, number, first, last))?;
        let standing = all.iter().find(|bill| bill.stands(now).holds_its_document());
        let bill = standing.or(all.first()).ok_or_else(|| no("418"))?;
        Ok(json!({"ewayBillNo": bill.number, "ewayBillDate": twelve_hours(bill.made_at), "validUpto": bill.until(),
            "status": bill.word(now)}))
    }

    /// The bills of a day, by the part that the caller has in them.
    fn eway_list(&self, list: &str, gstin: &str, request: &Request<Vec<u8>>) -> Result<Vec<Value>, CallFault> {
        let now = self.clock.now();
        let day = parameter(request, "date").filter(|text| text.contains('/')).and_then(|text| Day::parse(&text));
        let day = day.ok_or_else(|| no("601"))?;
        let from = IstTime::parse_portal(&format!("{} 00:00:00", day.iso())).ok_or_else(|| no("601"))?.unix();
        let text = |name| parameter(request, name).unwrap_or_default();
        let (whose, other) = match list {
            "GetEwayBillsByDate" => ("owner = ?1 AND ?2 = ''", String::new()),
            "GetEwayBillsRejectedByOthers" => ("owner = ?1 AND rejected_at IS NOT NULL AND ?2 = ''", String::new()),
            "GetEwayBillsofOtherParty" => ("(sender = ?1 OR receiver = ?1) AND owner <> ?1 AND ?2 = ''", String::new()),
            "GetEwayBillsForTransporterByGstin" => ("transporter = ?1 AND owner = ?2", text("Gen_gstin")),
            "GetEwayBillsForTransporterByState" => {
                self.count_call(gstin, now)?;
                let state = text("stateCode").trim().parse::<u8>().map_err(|_| no("351"))?;
                ("transporter = ?1 AND substr(owner, 1, 2) = ?2", format!("{state:02}"))
            }
            // Of the makers in the transporter's own state; an enrolment for all India has none.
            _ => (
                "transporter = ?1 AND (substr(owner, 1, 2) = ?2 OR ?2 = '88')",
                gstin.chars().take(2).collect::<String>(),
            ),
        };
        let (first, last) = self.portal().range();
        let condition = format!("{whose} AND made_at BETWEEN ?3 AND ?4 AND number BETWEEN ?5 AND ?6 ORDER BY number");
        let values = (gstin, other, from, from + 86_399, first, last);
        let found = RegisteredEwayBill::all(&self.store.lock(), &condition, values)?;
        Ok(found.iter().map(|bill| listed(bill, now)).collect())
    }

    /// Counts a call of the limited list; 658 above the limit.
    fn count_call(&self, gstin: &str, now: IstTime) -> Result<(), CallFault> {
        let (most, seconds) = CALLS;
        self.store
            .write(|db| {
                db.prepare_cached("DELETE FROM ewb_call WHERE gstin = ? AND first <= ?")?
                    .execute((gstin, now.unix() - seconds))?;
                let count: i64 = db
                    .prepare_cached(
                        "INSERT INTO ewb_call VALUES (?, ?, 1) ON CONFLICT (gstin) DO UPDATE SET count = count + 1
                     RETURNING count",
                    )?
                    .query_row((gstin, now.unix()), |row| row.get(0))?;
                Ok::<_, CallFault>(count)
            })
            .and_then(|count| if count > most { Err(no("658").into()) } else { Ok(()) })
    }
}

impl EwbPortal {
    /// All numbers that begin with this portal's digits.
    const fn range(self) -> (i64, i64) {
        match self {
            EwbPortal::First => (0, 997_999_999_999),
            EwbPortal::Second => (998_000_000_000, 999_999_999_999),
        }
    }
}

/// A row of a list. Its date has a blank at the end, as the system's has.
fn listed(bill: &RegisteredEwayBill, now: IstTime) -> Value {
    let form = &bill.form;
    json!({"ewbNo": bill.number, "ewbDate": format!("{} ", twelve_hours(bill.made_at)), "status": bill.word(now),
        "genGstin": bill.owner, "docNo": form.doc_no, "docDate": form.doc_date, "delPinCode": form.to_pincode,
        "delStateCode": form.act_to_state_code, "delPlace": form.to_place, "validUpto": bill.until(),
        "extendedTimes": bill.extended, "rejectStatus": if bill.rejected_at.is_some() { "Y" } else { "N" }})
}

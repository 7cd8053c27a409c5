//! Writes a document as GENEWAYBILL's inner JSON, in the order of the system's page.

use super::document::{EwayDocument, EwayItem, EwayParty, Third};
use super::form;
use super::kinds::{Mode, Part, VehicleType};
use crate::money::Amount;
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use std::fmt::Display;

impl EwayDocument {
    /// GENEWAYBILL's inner JSON as text: amounts keep the places that they were written with.
    pub fn write(&self) -> String {
        // A tree of texts and numbers, without maps from a caller: writing it to memory can't fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same as a value.
    pub fn wire(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for EwayDocument {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut out = MemberWriter(s.serialize_map(None)?);
        out.text(form::USER.key, self.user.as_ref())?;
        out.text(form::SUPPLY.key, self.supply.map(|it| it.code()))?;
        out.text(form::PURPOSE.key, self.purpose.map(|it| it.code()))?;
        out.text(form::PURPOSE_WORDS.key, Some(self.purpose_words.as_deref().unwrap_or_default()))?;
        out.text(form::KIND.key, self.kind.map(|it| it.code()))?;
        out.text(form::NUMBER.key, self.number.as_ref())?;
        out.text(form::DATE.key, self.date)?;
        out.number(form::TRANSACTION.key, self.transaction.map(|it| it.code()))?;
        out.party(&form::FROM, &self.from)?;
        out.third(&form::DISPATCH, &form::DISPATCH_NAME, &self.dispatch)?;
        out.party(&form::TO, &self.to)?;
        out.third(&form::SHIP, &form::SHIP_NAME, &self.ship)?;
        let sums = &self.totals;
        for (field, amount) in [
            (form::TAXABLE, sums.taxable),
            (form::CGST, sums.cgst),
            (form::SGST, sums.sgst),
            (form::IGST, sums.igst),
            (form::CESS, sums.cess),
            (form::CESS_FLAT, sums.cess_flat),
            (form::OTHER, sums.other),
        ] {
            out.number(field.key, Some(amount.unwrap_or(Amount::ZERO)))?;
        }
        out.number(form::INVOICE.key, sums.invoice)?;
        let way = &self.transport;
        out.text(form::TRANSPORTER.key, way.transporter.as_ref())?;
        out.text(form::TRANSPORTER_NAME.key, way.transporter_name.as_ref())?;
        out.text(form::MODE.key, self.mode().map(|it| it.code()))?;
        out.text(form::DISTANCE.key, way.distance)?;
        out.text(form::DOCUMENT.key, way.document.as_ref())?;
        out.text(form::DOCUMENT_DATE.key, way.document_date)?;
        out.text(form::VEHICLE.key, way.vehicle.as_ref())?;
        out.text(form::VEHICLE_TYPE.key, self.vehicle_type().map(|it| it.code()))?;
        out.0.serialize_entry(form::ITEMS.key, &NumberedItems(&self.items))?;
        out.0.end()
    }
}

impl EwayDocument {
    /// A mode without a vehicle or document begins no Part B, and the system refuses it. Gold has a mode and Part A alone.
    fn mode(&self) -> Option<Mode> {
        let gold = self.items.iter().any(EwayItem::is_gold);
        self.transport.mode.filter(|_| gold || self.part() == Part::B)
    }

    /// A vehicle is a regular one where nothing is said.
    fn vehicle_type(&self) -> Option<VehicleType> {
        let way = &self.transport;
        let regular = self.part() == Part::B && way.vehicle.is_some() && way.mode != Some(Mode::Ship);
        way.vehicle_type.or(regular.then_some(VehicleType::Regular))
    }
}

struct NumberedItems<'d>(&'d [EwayItem]);

impl Serialize for NumberedItems<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq((1..).zip(self.0).map(|(number, item)| NumberedItem { number, item }))
    }
}

struct NumberedItem<'d> {
    number: usize,
    item: &'d EwayItem,
}

impl Serialize for NumberedItem<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let NumberedItem { number, item } = self;
        let mut out = MemberWriter(s.serialize_map(None)?);
        out.number("itemNo", Some(number))?;
        out.text(form::ITEM_NAME.key, item.name.as_ref())?;
        out.text(form::ITEM_DESCRIPTION.key, item.description.as_ref())?;
        out.text(form::HSN.key, item.hsn.as_ref())?;
        for (field, amount) in [(form::QUANTITY, item.quantity), (form::ITEM_TAXABLE, item.taxable)] {
            out.number(field.key, amount)?;
        }
        out.text(form::UNIT.key, item.unit.as_ref())?;
        for (field, rate) in [
            (form::CGST_RATE, item.cgst_rate),
            (form::SGST_RATE, item.sgst_rate),
            (form::IGST_RATE, item.igst_rate),
            (form::CESS_RATE, item.cess_rate),
        ] {
            out.number(field.key, Some(rate.unwrap_or(Amount::ZERO)))?;
        }
        out.number(form::ITEM_CESS_FLAT.key, item.cess_flat)?;
        out.0.end()
    }
}

/// The members of an object that is being written. What is absent is left out.
struct MemberWriter<M>(M);

impl<M: SerializeMap> MemberWriter<M> {
    fn text(&mut self, key: &'static str, value: Option<impl Display>) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(key, &value.to_string()),
            None => Ok(()),
        }
    }

    fn number(&mut self, key: &'static str, value: Option<impl Display>) -> Result<(), M::Error> {
        match value {
            Some(value) => {
                let raw = RawValue::from_string(value.to_string()).map_err(M::Error::custom)?;
                self.0.serialize_entry(key, &raw)
            }
            None => Ok(()),
        }
    }

    fn party(&mut self, fields: &form::PartyFields, party: &EwayParty) -> Result<(), M::Error> {
        self.text(fields.who.key, party.who.as_ref())?;
        self.text(fields.name.key, party.name.as_ref())?;
        self.text(fields.address1.key, party.address1.as_ref())?;
        self.text(fields.address2.key, Some(party.address2.as_deref().unwrap_or_default()))?;
        self.text(fields.place.key, party.place.as_ref())?;
        self.number(fields.pin.key, party.pin)?;
        self.number(fields.act_state.key, party.act_state)?;
        self.number(fields.state.key, party.state)
    }

    fn third(&mut self, who: &form::EwayField, name: &form::EwayField, third: &Third) -> Result<(), M::Error> {
        self.text(who.key, third.who.as_ref())?;
        self.text(name.key, third.name.as_ref())
    }
}

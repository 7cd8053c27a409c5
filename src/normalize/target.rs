//! What a value of a bill is meant for: a field of the form, or one of the few values of a simple bill that the form has no
//! field for.

use crate::invoice::form::{FieldKind, FormField, INVOICE};
use std::fmt::Write;
use strsim::osa_distance;

/// A field, wherever it may stand. Fields of the form are numbered as the form has them: block, member, member of a block in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target {
    block: u8,
    member: u8,
    inner: u8,
}

/// Where a field's value stands: which line or document referred to, and which entry of a list in it. In the order of slots a
/// document is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TargetSlot {
    block: u8,
    line: u32,
    member: u8,
    nth: u32,
    inner: u8,
}

/// What a simple bill says that the form has no field for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum OwnField {
    /// The GSTIN of a profile.
    Seller,
    /// The lines of an address.
    SellerAddress,
    /// The same of the buyer.
    BuyerAddress,
    /// The same of who the goods go to.
    ShipAddress,
    /// The same of where they leave from.
    DispatchAddress,
    /// The buyer's country.
    BuyerCountry,
    /// Whether prices and amounts of the lines include tax.
    PricesIncludeTax,
    /// `rupee`, `none` or an amount.
    RoundOff,
    /// Whether an e-way bill is to be made.
    MakeEwb,
    /// Of a line: the discount in per cent.
    DiscountPercent,
    /// Of a line: the rate of CGST.
    CgstRate,
    /// Of a line: the rate of SGST or UTGST.
    SgstRate,
    /// Of a line: the rate of IGST.
    IgstRate,
}

/// No member: the block has none, or is meant itself.
const NONE: u8 = u8::MAX;
/// The block of what is no field of the form.
const OWN: u8 = u8::MAX;

impl Target {
    /// The field of an INV-01 pointer; the number of a line or list is `*` or any number.
    pub fn pointer(pointer: &str) -> Option<Target> {
        TargetSlot::parse(pointer).map(TargetSlot::target)
    }

    /// The field of a block, and of a block in it; an empty name leaves it at what is before. A name that the form doesn't have
    /// fails the build.
    pub(super) const fn form(block: &str, member: &str, inner: &str) -> Target {
        let block = place(INVOICE, block);
        if member.is_empty() {
            return Target { block, member: NONE, inner: NONE };
        }
        let members = fields_of(&INVOICE[block as usize]);
        let member = place(members, member);
        if inner.is_empty() {
            return Target { block, member, inner: NONE };
        }
        Target { block, member, inner: place(fields_of(&members[member as usize]), inner) }
    }

    /// What the form has no field for.
    pub const fn own(own: OwnField) -> Target {
        Target { block: OWN, member: own as u8, inner: NONE }
    }

    /// The slot of what stands once in a bill.
    pub const fn once(self) -> TargetSlot {
        self.at(0, 0)
    }

    /// The slot in a line, from 0.
    pub const fn of_line(self, line: u32) -> TargetSlot {
        self.at(line, 0)
    }

    /// The slot in an entry of a list of the bill's: `against`, `documents`.
    pub const fn nth(self, nth: u32) -> TargetSlot {
        // The list of supporting documents is a block of its own; the others lie in a block.
        if self.inner == NONE { self.at(nth, 0) } else { self.at(0, nth) }
    }

    /// The slot in a line and in an entry of a list in it.
    pub const fn at(self, line: u32, nth: u32) -> TargetSlot {
        TargetSlot { block: self.block, line, member: self.member, nth, inner: self.inner }
    }

    /// Whether it belongs to a line.
    pub fn is_of_line(self) -> bool {
        match self.block {
            OWN => self.member >= OwnField::DiscountPercent as u8,
            block => INVOICE[usize::from(block)].key == "ItemList",
        }
    }

    /// The field of the form; none of what the form has no field for.
    pub fn field(self) -> Option<&'static FormField> {
        let fields = self.fields();
        fields.into_iter().flatten().last()
    }

    /// The first slot of its block.
    pub(super) const fn first(self) -> TargetSlot {
        TargetSlot { block: self.block, line: 0, member: 0, nth: 0, inner: 0 }
    }

    /// The block of the form that it is in.
    pub(super) fn of_block(self) -> Option<Target> {
        (self.block != OWN).then_some(Target { member: NONE, inner: NONE, ..self })
    }

    /// Whether it is in the same block of the form.
    pub(super) fn is_beside(self, other: Target) -> bool {
        self.block == other.block && self.block != OWN
    }

    /// The fields on the way to it, its own last.
    fn fields(self) -> [Option<&'static FormField>; 3] {
        let block = if self.block == OWN { None } else { INVOICE.get(usize::from(self.block)) };
        let below = |field: Option<&'static FormField>, member: u8| {
            field.and_then(inside).and_then(|f| f.get(usize::from(member)))
        };
        let member = below(block, self.member);
        [block, member, below(member, self.inner)]
    }
}

/// Where a field stands among others.
const fn place(fields: &[FormField], key: &str) -> u8 {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at].key.as_bytes(), key.as_bytes()) {
            return at as u8;
        }
        at += 1;
    }
    panic!("the form has no such field")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    a.len() == b.len() && at == a.len()
}

const fn fields_of(field: &'static FormField) -> &'static [FormField] {
    match field.kind {
        FieldKind::Block(fields) | FieldKind::List { of: fields, .. } => fields,
        FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Date { .. } | FieldKind::Number { .. } => {
            panic!("a field that is no block")
        }
    }
}

/// A field of the form by its names: `field!("BuyerDtls" "Pos")`.
macro_rules! field {
    ($block:literal) => {
        const { $crate::normalize::target::Target::form($block, "", "") }
    };
    ($block:literal $member:literal) => {
        const { $crate::normalize::target::Target::form($block, $member, "") }
    };
    ($block:literal $member:literal $inner:literal) => {
        const { $crate::normalize::target::Target::form($block, $member, $inner) }
    };
}
pub(super) use field;

/// The fields of a line that others follow from.
pub(super) mod line {
    use super::Target;

    pub const PRICE: Target = Target::form("ItemList", "UnitPrice", "");
    pub const TOTAL: Target = Target::form("ItemList", "TotAmt", "");
    pub const TAXABLE: Target = Target::form("ItemList", "AssAmt", "");
    pub const DISCOUNT: Target = Target::form("ItemList", "Discount", "");
    pub const RATE: Target = Target::form("ItemList", "GstRt", "");
    pub const QUANTITY: Target = Target::form("ItemList", "Qty", "");
    pub const HSN: Target = Target::form("ItemList", "HsnCd", "");
    pub const UNIT: Target = Target::form("ItemList", "Unit", "");
    pub const SERVICE: Target = Target::form("ItemList", "IsServc", "");
    pub const IGST: Target = Target::form("ItemList", "IgstAmt", "");
    pub const CGST: Target = Target::form("ItemList", "CgstAmt", "");
    pub const SGST: Target = Target::form("ItemList", "SgstAmt", "");
    pub const CESS_RATE: Target = Target::form("ItemList", "CesRt", "");
    pub const STATE_CESS_RATE: Target = Target::form("ItemList", "StateCesRt", "");
    pub const CESS_FLAT: Target = Target::form("ItemList", "CesNonAdvlAmt", "");
    pub const STATE_CESS_FLAT: Target = Target::form("ItemList", "StateCesNonAdvlAmt", "");
    pub const CHARGES: Target = Target::form("ItemList", "OthChrg", "");
}

/// The fields of a block or of each element of a list.
fn inside(field: &'static FormField) -> Option<&'static [FormField]> {
    match field.kind {
        FieldKind::Block(fields) | FieldKind::List { of: fields, .. } => Some(fields),
        FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Date { .. } | FieldKind::Number { .. } => None,
    }
}

fn is_list(field: &FormField) -> bool {
    matches!(field.kind, FieldKind::List { .. })
}

impl TargetSlot {
    /// The slot of an INV-01 pointer: of a field, a block or a line.
    pub fn parse(pointer: &str) -> Option<TargetSlot> {
        let mut steps = pointer.strip_prefix('/')?.split('/').peekable();
        let mut slot = TargetSlot { block: NONE, line: 0, member: NONE, nth: 0, inner: NONE };
        let mut fields = INVOICE;
        for depth in 0.. {
            let Some(key) = steps.next() else { break };
            let place = fields.iter().position(|field| field.key == key)?;
            let number = steps.next_if(|step| is_list(&fields[place]) && number(step).is_some()).and_then(number);
            match depth {
                0 => (slot.block, slot.line) = (place as u8, number.unwrap_or(0)),
                1 => (slot.member, slot.nth) = (place as u8, number.unwrap_or(0)),
                2 => slot.inner = place as u8,
                _ => return None,
            }
            fields = inside(&fields[place]).unwrap_or_default();
        }
        Some(slot)
    }

    /// The field.
    pub const fn target(self) -> Target {
        Target { block: self.block, member: self.member, inner: self.inner }
    }

    /// The field of the form.
    pub fn field(self) -> Option<&'static FormField> {
        self.target().field()
    }

    /// The line it belongs to, from 0.
    pub fn line(self) -> Option<u32> {
        self.target().is_of_line().then_some(self.line)
    }

    /// Another field of the same line, or of the bill.
    pub fn beside(self, target: Target) -> TargetSlot {
        target.at(if target.is_of_line() { self.line } else { 0 }, 0)
    }

    /// Another field of the same element of a list.
    pub(super) fn sibling(self, target: Target) -> TargetSlot {
        target.at(self.line, self.nth)
    }

    /// The same field of another line.
    pub(crate) fn in_line(self, line: u32) -> TargetSlot {
        TargetSlot { line, ..self }
    }

    /// The pointer into INV-01; empty of what the form has no field for.
    pub fn pointer(self) -> String {
        let mut pointer = String::new();
        let numbers = [self.line, self.nth, 0];
        for (field, number) in self.target().fields().into_iter().zip(numbers) {
            let Some(field) = field else { break };
            pointer.push('/');
            pointer.push_str(field.key);
            if is_list(field) {
                let _ = write!(pointer, "/{number}");
            }
        }
        pointer
    }

    /// A step of the way to the value: the field, and the number of the element where it is a list.
    pub(super) fn step(self, depth: usize) -> Option<(&'static FormField, Option<u32>)> {
        let field = self.target().fields().get(depth).copied().flatten()?;
        Some((field, is_list(field).then_some([self.line, self.nth, 0][depth])))
    }
}

/// The number of an element; `*` is the first, as any.
fn number(step: &str) -> Option<u32> {
    if step == "*" { Some(0) } else { step.parse().ok() }
}

/// The text of a list that is next to `typed`, at most two slips away and not half of it.
pub(super) fn near<'a>(typed: &str, all: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed: String = typed.chars().take(40).collect::<String>().to_lowercase();
    let slips = if typed.len() < 4 { 1 } else { 2 };
    all.map(|name| (osa_distance(&typed, name), name))
        .min()
        .filter(|(distance, _)| *distance <= slips)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_its_field_and_back() {
        for pointer in [
            "/Version",
            "/TranDtls/SupTyp",
            "/ItemList/7/Qty",
            "/ItemList/2/BchDtls/ExpDt",
            "/ItemList/2/AttribDtls/3/Val",
            "/RefDtls/PrecDocDtls/1/InvNo",
            "/RefDtls/DocPerdDtls/InvStDt",
            "/AddlDocDtls/4/Url",
            "/SellerDtls",
            "/ItemList/3",
        ] {
            assert_eq!(TargetSlot::parse(pointer).unwrap().pointer(), pointer);
        }
        for stranger in ["/Nothing", "/TranDtls/Qty", "Qty", "/ItemList/1/2/Qty", "/Version/1"] {
            assert_eq!(TargetSlot::parse(stranger), None, "{stranger}");
        }
        assert_eq!(Target::parse("lines.qty"), Target::parse("/ItemList/*/Qty"));
        assert_eq!(Target::parse("lines.prize"), Err(Some("lines.price")));
    }
}

//! The reader of blocks: which field comes next, and every fault with its place. What a block does with its fields is
//! behind [`ReadBlock`].

use super::block::{Block, is_blank};
use super::faults;
use super::field::{BlockTable, FieldKind, FieldNeed, FormField, MOST_FIELDS};
use super::scan::{LONGEST_NAME, Scan, Scanner, Stop, ValueShape};
use crate::finding::{Finding, Rule};
use std::borrow::Cow;

/// Further findings are counted, but not listed.
pub(crate) const MOST_FINDINGS: usize = 10_000;
/// Longer lists are checked but not stored beyond this length, so that no input can exhaust memory.
const MOST_KEPT: usize = 10_000;

/// The bytes of a short line.
const SHORT_LINE: usize = 250;

/// One step of the path to a value.
#[derive(Clone)]
pub(super) enum PathStep<'a> {
    Field(&'static FormField),
    Line(usize),
    Stranger(Cow<'a, str>),
}

/// The expected order of fields. It starts as the form's order, because programs write fields so, and learns where a
/// document differs: the lines of one document are mostly written alike.
pub struct Order {
    /// The first entry is for the beginning of a block, the entry after a field's own for its successor.
    next: [u8; MOST_FIELDS],
    /// Whether every block had the form's order.
    of_the_form: bool,
}

impl Order {
    pub fn of_the_form() -> Order {
        Order { next: std::array::from_fn(|place| place as u8), of_the_form: true }
    }

    fn after(&self, place: usize) -> usize {
        usize::from(self.next[place % MOST_FIELDS]) % MOST_FIELDS
    }

    fn learn(&mut self, place: usize, index: usize) {
        self.next[place % MOST_FIELDS] = index as u8;
        self.of_the_form = false;
    }
}

/// A block that can be read.
pub trait ReadBlock<'a>: Block<'a> {
    fn table(&self) -> &'static BlockTable;
    /// Reads the value of field `index` at a place; returns where it ends.
    fn read(&mut self, index: usize, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize>;
    /// Reads the fields from a place on, as long as each comes after the last in the form's order. Most programs write
    /// them so. Nothing is looked up: each name is compared where it may stand.
    fn in_order(&mut self, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<FieldRun>;
}

/// A run of fields in the form's order.
pub struct FieldRun {
    /// The place of the next name, or of the block's end.
    pub place: usize,
    /// The fields that were present, a bit each.
    pub seen: u32,
    /// Whether more fields follow.
    pub more: bool,
}

/// A list of blocks that grows as it is read.
pub trait BlockList<'a> {
    /// Adds an empty block at the end.
    fn add(&mut self) -> Option<&mut dyn ReadBlock<'a>>;
    fn make_room(&mut self, more: usize);
}

impl<'a, B: ReadBlock<'a> + Default> BlockList<'a> for Vec<B> {
    fn add(&mut self) -> Option<&mut dyn ReadBlock<'a>> {
        self.resize_with(self.len() + 1, B::default);
        self.last_mut().map(|block| block as &mut dyn ReadBlock<'a>)
    }

    fn make_room(&mut self, more: usize) {
        self.reserve(more);
    }
}

pub struct InvoiceReader<'a> {
    pub(super) scanner: Scanner<'a>,
    /// Whether the value just read was null.
    null: bool,
    path: Vec<PathStep<'a>>,
    findings: Vec<Finding>,
    unlisted: usize,
}

impl<'a> InvoiceReader<'a> {
    pub(super) fn new(text: &'a str) -> InvoiceReader<'a> {
        InvoiceReader {
            scanner: Scanner::new(text),
            null: false,
            path: Vec::with_capacity(8),
            findings: Vec::new(),
            unlisted: 0,
        }
    }

    /// What was found; beyond the most that are listed, their number.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        if self.unlisted > 0 {
            self.findings.push(faults::MORE.at("").word("count", self.unlisted));
        }
        self.findings
    }

    /// Reads an object into a block; `order` holds the expected order of its fields.
    #[inline(never)]
    pub(super) fn block(&mut self, block: &mut dyn ReadBlock<'a>, order: &mut Order) -> Scan<()> {
        let table = block.table();
        self.scanner.expect(b'{', Stop::NoObject)?;
        let mut run = FieldRun { place: 0, seen: 0, more: !self.scanner.take(b'}') };
        // The place is passed from value to value. The scanner follows only where more than one look is needed.
        run.place = self.scanner.after_blanks(self.scanner.place());
        if run.more && order.of_the_form {
            run = block.in_order(self, run.place)?;
        }
        let FieldRun { mut place, mut seen, mut more } = run;
        let mut last = (u32::BITS - seen.leading_zeros()) as usize;
        while more {
            let expected = order.after(last);
            let found = if self.scanner.has_name(place, &table.names[expected]) {
                place += table.names[expected].length;
                Some(expected)
            } else {
                self.scanner.go_to(place);
                let found = self.unexpected_field(table, order, last)?;
                place = self.scanner.place();
                found
            };
            if let Some(index) = found {
                if seen & (1 << index) != 0 {
                    self.twice(&table.fields[index]);
                }
                place = block.read(index, self, place)?;
                if !self.was_null() {
                    seen |= 1 << index;
                }
                last = index + 1;
            }
            more = self.goes_on(&mut place)?;
        }
        self.scanner.go_to(place);
        if table.required & !seen != 0 {
            self.missing(table.fields, table.required & !seen);
        }
        Ok(())
    }

    /// After a value: returns the place of the next name, or that the block ends.
    #[inline(always)]
    pub(super) fn goes_on(&mut self, place: &mut usize) -> Scan<bool> {
        if self.scanner.has_comma(*place) {
            *place = self.scanner.after_blanks(*place + 1);
            return Ok(true);
        }
        self.at_the_end(place)
    }

    #[inline(never)]
    fn at_the_end(&mut self, place: &mut usize) -> Scan<bool> {
        self.scanner.go_to(*place);
        let more = self.scanner.more(b'}')?;
        *place = self.scanner.place();
        if more {
            *place = self.scanner.after_blanks(*place);
        }
        Ok(more)
    }

    /// As above, for a name of the form: returns the bytes at the next place, for a comparison.
    #[inline(always)]
    pub(super) fn next_name(&mut self, place: &mut usize) -> Scan<Option<&'a [u8; LONGEST_NAME]>> {
        if let Some(name) = self.scanner.after_comma(*place) {
            *place += 1;
            return Ok(Some(name));
        }
        Ok(if self.at_the_end(place)? { Some(self.scanner.ahead(*place)) } else { None })
    }

    /// Whether the value just read was null. The portal's own samples send null for absent values.
    #[inline(always)]
    pub(super) fn was_null(&mut self) -> bool {
        self.null && std::mem::take(&mut self.null)
    }

    /// Handles a name other than the expected one. `None` when the form has no such field; its value is skipped.
    #[inline(never)]
    fn unexpected_field(&mut self, table: &BlockTable, order: &mut Order, last: usize) -> Scan<Option<usize>> {
        let key = self.scanner.key()?;
        match table.fields.iter().position(|field| field.key == key) {
            Some(index) => {
                order.learn(last, index);
                Ok(Some(index))
            }
            None => self.unusual_field(table.fields, key),
        }
    }

    /// A list of blocks.
    #[inline(never)]
    pub(super) fn list(
        &mut self,
        field: &'static FormField,
        list: &mut dyn BlockList<'a>,
        place: usize,
    ) -> Scan<usize> {
        let FieldKind::List { min, max, .. } = field.kind else { return Ok(place) };
        self.scanner.go_to(place);
        let shape = self.scanner.shape()?;
        if shape != ValueShape::Array {
            return self.other_shape(field, shape);
        }
        let most = max.min(MOST_KEPT);
        self.path.push(PathStep::Field(field));
        self.scanner.expect(b'[', Stop::NoList)?;
        if max < MOST_KEPT {
            // Allocates for all of them at once, as far as the length of the text shows their number.
            list.make_room((self.scanner.left() / SHORT_LINE).min(most));
        }
        let (mut count, mut order) = (0, Order::of_the_form());
        let mut more = !self.scanner.take(b']');
        while more {
            let shape = self.scanner.shape()?;
            if shape == ValueShape::Null {
                // As with a member, null counts as absent.
                self.scanner.word()?;
                more = self.scanner.more(b']')?;
                continue;
            }
            self.path.push(PathStep::Line(count));
            match shape {
                _ if count >= MOST_KEPT => self.scanner.skip(self.path.len())?,
                shape => match list.add() {
                    Some(block) if shape == ValueShape::Object => {
                        let before = self.findings.len();
                        self.block(&mut *block, &mut order)?;
                        if self.has_reported_since(before) && field.need == FieldNeed::May && is_blank(&*block) {
                            self.blank(field, before);
                        }
                    }
                    // An empty block keeps the line numbers after it right.
                    Some(_) | None => self.wrong_shape(field, shape)?,
                },
            }
            self.path.pop();
            count += 1;
            more = self.scanner.more(b']')?;
        }
        if count < min {
            self.report(self.fault(&faults::EMPTY, field).code(field.code).with_fix(faults::ADD_A_LINE));
        }
        if count > most {
            let fault = self.fault(&faults::TOO_MANY, field).code("2173").value(count).expected(most);
            self.report(fault.word("count", count));
        }
        self.path.pop();
        Ok(self.scanner.place())
    }

    /// The number of faults reported so far.
    pub(super) fn reported(&self) -> usize {
        self.findings.len()
    }

    #[inline(always)]
    pub(super) fn has_reported_since(&self, before: usize) -> bool {
        self.findings.len() > before
    }

    /// Reports that an empty optional block should be left out, in place of its missing fields. Not where another fault
    /// was reported in it, such as a name that the form doesn't have.
    #[cold]
    pub(super) fn blank(&mut self, field: &'static FormField, before: usize) -> bool {
        let of_nothing = |fault: &Finding| {
            let value = fault.value.as_deref().map(str::trim);
            let zero =
                || fault.rule.id == faults::NUMBER.id && value.is_some_and(|v| v.bytes().all(|c| b"0.".contains(&c)));
            fault.rule.id == faults::MISSING.id || value == Some("") || zero()
        };
        let alone = self.unlisted == 0 && self.findings[before..].iter().all(of_nothing);
        if alone {
            self.findings.truncate(before);
            self.report(self.fault(&faults::BLANK_BLOCK, field));
        }
        alone
    }

    /// A member that is a block; `read` reads it.
    pub(super) fn member(
        &mut self,
        field: &'static FormField,
        place: usize,
        read: impl FnOnce(&mut Self) -> Scan<()>,
    ) -> Scan<usize> {
        self.scanner.go_to(place);
        let shape = self.scanner.shape()?;
        if shape != ValueShape::Object {
            return self.other_shape(field, shape);
        }
        self.path.push(PathStep::Field(field));
        read(self)?;
        self.path.pop();
        Ok(self.scanner.place())
    }

    /// Runs with `field` as the last step of the path.
    pub(super) fn at<T>(&mut self, field: &'static FormField, run: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(PathStep::Field(field));
        let done = run(self);
        self.path.pop();
        done
    }

    /// Adds `field` to the place of a stop inside its value.
    #[cold]
    pub(super) fn stopped(&mut self, field: &'static FormField, stop: Stop) -> Stop {
        self.path.push(PathStep::Field(field));
        stop
    }

    /// Handles a value that is not of the field's kind: null counts as absent, anything else is a fault.
    #[cold]
    pub(super) fn other_shape(&mut self, field: &'static FormField, shape: ValueShape) -> Scan<usize> {
        self.path.push(PathStep::Field(field));
        match shape {
            ValueShape::Null => self.scanner.word()?,
            _ => self.wrong_shape(field, shape)?,
        }
        self.path.pop();
        self.null = shape == ValueShape::Null;
        Ok(self.scanner.place())
    }

    #[cold]
    pub(super) fn wrong_shape(&mut self, field: &'static FormField, shape: ValueShape) -> Scan<()> {
        let expected = match field.kind {
            FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Date { .. } => "text",
            FieldKind::Number { .. } => "a number",
            FieldKind::Block(_) => "an object",
            FieldKind::List { .. } if matches!(self.path.last(), Some(PathStep::Line(_))) => "an object",
            FieldKind::List { .. } => "a list",
        };
        self.report(self.fault(&faults::TYPE, field).word("shape", shape.words()).expected(expected));
        self.scanner.skip(self.path.len())
    }

    #[cold]
    fn twice(&mut self, field: &'static FormField) {
        self.at(field, |reader| reader.report(reader.fault(&faults::DUPLICATE, field)));
    }

    #[cold]
    fn missing(&mut self, fields: &'static [FormField], bits: u32) {
        for (_, field) in fields.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0) {
            self.at(field, |reader| reader.report(reader.fault(&faults::MISSING, field).expected(field.wanted())));
        }
    }

    /// Handles an unknown name: a field in another case, or none of the form's.
    #[cold]
    fn unusual_field(&mut self, fields: &'static [FormField], key: Cow<'a, str>) -> Scan<Option<usize>> {
        if let Some(index) = fields.iter().position(|field| field.key.eq_ignore_ascii_case(&key)) {
            let field = &fields[index];
            self.at(field, |reader| {
                reader.report(faults::OTHER_CASE.at(reader.pointer()).value(&key).expected(field.key));
            });
            return Ok(Some(index));
        }
        self.path.push(PathStep::Stranger(key.clone()));
        let mut fault = faults::UNKNOWN.at(self.pointer()).value(&key);
        if let Some(field) = nearest(fields, &key) {
            fault = fault.expected(field.key).with_fix(faults::OTHER_NAME);
        }
        self.report(fault);
        self.scanner.skip(self.path.len())?;
        self.path.pop();
        Ok(None)
    }

    /// A finding at the current place about `field`, with the field's own portal code.
    #[cold]
    pub(super) fn fault(&self, rule: &'static Rule, field: &'static FormField) -> Finding {
        let mut finding = rule.at(self.pointer()).word("key", field.key).word("name", field.name);
        if rule.code.is_some() && rule.id != faults::MISSING.id {
            finding = finding.code(field.code);
        }
        if let [PathStep::Field(list), PathStep::Line(index), ..] = self.path.as_slice()
            && list.key == "ItemList"
        {
            finding = finding.line(*index);
        }
        finding
    }

    #[cold]
    pub(super) fn report(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// The JSON pointer to the current place.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                PathStep::Field(field) => pointer.push_str(field.key),
                PathStep::Line(index) => pointer.push_str(&index.to_string()),
                PathStep::Stranger(key) => {
                    let key: String = key.chars().take(64).collect();
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
            }
        }
        pointer
    }
}

/// The field that `key` may be a slip of, at most two edits away.
fn nearest(fields: &'static [FormField], key: &str) -> Option<&'static FormField> {
    let key = key.chars().take(40).collect::<String>().to_lowercase();
    let distance = |field: &&FormField| strsim::osa_distance(&field.key.to_lowercase(), &key);
    fields
        .iter()
        .map(|field| (distance(&field), field))
        .min_by_key(|near| near.0)
        .filter(|near| near.0 <= 2)
        .map(|near| near.1)
}

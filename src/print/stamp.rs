//! Puts IRN, acknowledgement and QR on a PDF from another program.
//!
//! The stamp is appended as an incremental update (ISO 32000-1, 7.5.6): every byte of the original stays in place, and
//! so do its fonts, text, links and signatures. On the page the stamp is a form with its own font.

use super::budget::{BudgetItem, spend};
use super::corner::{Area, MOST_STATES, content, numbers, occupied};
use super::letters::{ShapedLine, Weight};
use super::pen::{DrawnPage, INK, MM, PdfInfo, loose_pdf};
use super::qr::{QrCode, QrLevel};
use super::tokens::{objects_are_small, unclosed};
use super::{PrintedRegistration, shown};
use crate::answer::paper::{StampPlace, StampedPages};
use crate::error::{Error, ErrorKind, Result};
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, dictionary};

/// Widths tried for a place of one's own, in millimetres: the widest that finds room is taken.
const WIDTHS: [f32; 4] = [45.0, 40.0, 35.0, 30.0];
/// The bytes of objects packed into one stream.
const MOST_PACKED: usize = 4 << 20;
/// The places tried along a side of a page: every 4 mm, or fewer on a large page, up to this number.
const PLACES: f32 = 256.0;
/// The distance to the page's edges and to what is on it.
const EDGE: f32 = 8.0 * MM;
const GAP: f32 = 2.0 * MM;

/// Stamps a PDF.
pub fn stamp(
    original: Vec<u8>,
    registered: &PrintedRegistration,
    pages: StampedPages,
    place: StampPlace,
) -> Result<Vec<u8>> {
    let host = load(&original)?;
    let all = pages_of(&host)?;
    if all.is_empty() {
        return Err(unusable("it has no pages"));
    }
    let chosen: Vec<(u32, ObjectId)> = match pages {
        StampedPages::All => all,
        StampedPages::Last => all.last().copied().into_iter().collect(),
        StampedPages::One(number) => match all.iter().find(|(own, _)| *own == number) {
            Some(page) => vec![*page],
            None => {
                return Err(Error::new(
                    ErrorKind::Json,
                    format!("there is no page {number}: the PDF has {}", all.len()),
                )
                .at("/page")
                .fix("pages are counted from 1; \"last\" and \"all\" are allowed, too"));
            }
        },
    };
    let mut spots = Vec::new();
    for (number, id) in chosen {
        spots.push((id, spot(&host, number, id, registered, place)?));
    }
    let mut update = IncrementalDocument::create_from(original, host);
    // Stamps of one width share one form.
    let mut forms: Vec<(f32, ObjectId)> = Vec::new();
    for (page, spot) in spots {
        let form = match forms.iter().find(|(width, _)| *width == spot.width) {
            Some((_, form)) => *form,
            None => {
                let form = import(&mut update.new_document, &face(registered, spot.width)?)?;
                forms.push((spot.width, form));
                form
            }
        };
        put(&mut update, page, form, spot.matrix)?;
    }
    let mut out = Vec::new();
    update.save_to(&mut out).map_err(|e| unusable(&format!("it can't be written again: {e}")))?;
    Ok(out)
}

/// The pages with their numbers from 1. The file's own page count is not trusted.
fn pages_of(host: &Document) -> Result<Vec<(u32, ObjectId)>> {
    let mut found = Vec::new();
    for (page, number) in host.page_iter().zip(1..) {
        spend(BudgetItem::Pages, 1)?;
        found.push((number, page));
    }
    Ok(found)
}

fn unusable(why: &str) -> Error {
    Error::new(ErrorKind::Json, format!("the PDF can't be stamped: {why}")).at("/pdf")
}

fn load(bytes: &[u8]) -> Result<Document> {
    // A PDF may begin with other bytes, but not with many.
    if !bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|five| five == b"%PDF-")) {
        return Err(unusable("it is not a PDF").fix("give the file's bytes as base64"));
    }
    let broken = |e: lopdf::Error| {
        unusable(&format!("it is broken: {e}")).fix("create it again, or repair it (qpdf in.pdf out.pdf)")
    };
    objects_are_small(bytes)?;
    let options =
        LoadOptions { max_decompressed_size: Some(MOST_PACKED), filter: Some(weighed), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => return Err(encrypted()),
        Err(e) => return Err(broken(e)),
    };
    if document.is_encrypted() || document.was_encrypted() {
        return Err(encrypted());
    }
    if document.xref_recovery.is_some() {
        return Err(unusable("it is broken: its table of objects doesn't fit its objects")
            .fix("create it again, or repair it (qpdf in.pdf out.pdf)"));
    }
    Ok(document)
}

/// Allows an object to be read while the budget lasts. For objects packed into streams the reader keeps the returned
/// object, for others its own.
fn weighed(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    spend(BudgetItem::Nodes, nodes(object)).ok()?;
    match object {
        Object::Stream(_) => Some((id, Object::Null)),
        other => Some((id, other.clone())),
    }
}

/// The number of parts of an object. The reader allows a depth of at most a hundred.
fn nodes(object: &Object) -> usize {
    let entries = |dictionary: &Dictionary| dictionary.iter().map(|(_, object)| 1 + nodes(object)).sum::<usize>();
    match object {
        Object::Array(array) => 1 + array.iter().map(nodes).sum::<usize>(),
        Object::Dictionary(dictionary) => 1 + entries(dictionary),
        Object::Stream(stream) => 1 + entries(&stream.dict),
        _ => 1,
    }
}

fn encrypted() -> Error {
    unusable("it is encrypted").fix("stamp it before protecting it, or give it without a password")
}

/// A place on a page, and its size.
struct PlacedCode {
    /// The code's, in points.
    width: f32,
    /// From the stamp's own upright points to the page's units.
    matrix: [f32; 6],
}

/// A page as it is seen: its visible part, its rotation, and its unit.
struct PageView {
    visible: Area,
    turned: i64,
    unit: f32,
}

impl PageView {
    fn of(document: &Document, page: ObjectId) -> Option<PageView> {
        let area = |key: &[u8]| match numbers(document, inherited(document, page, key)?)[..] {
            [x0, y0, x1, y1] => Some(Area::around(&[(x0, y0), (x1, y1)])),
            _ => None,
        };
        let media = area(b"MediaBox")?;
        let visible = area(b"CropBox").map_or(media, |crop| Area {
            x0: crop.x0.max(media.x0),
            y0: crop.y0.max(media.y0),
            x1: crop.x1.min(media.x1),
            y1: crop.y1.min(media.y1),
        });
        let number = |key| inherited(document, page, key).and_then(|object| object.as_float().ok());
        let turned = (number(b"Rotate").unwrap_or(0.0) as i64).rem_euclid(360);
        let unit = number(b"UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let view = PageView { visible, turned, unit };
        let (width, height) = view.size();
        let sound = visible.x1 > visible.x0 && visible.y1 > visible.y0 && width.is_finite() && height.is_finite();
        (sound && turned % 90 == 0).then_some(view)
    }

    /// Width and height as seen, in points.
    fn size(&self) -> (f32, f32) {
        let (w, h) = ((self.visible.x1 - self.visible.x0) * self.unit, (self.visible.y1 - self.visible.y0) * self.unit);
        if self.turned % 180 == 0 { (w, h) } else { (h, w) }
    }

    /// From the upright points of a box of `height` whose upper left corner is seen at `x`, `y`, to the page's units.
    fn matrix(&self, x: f32, y: f32, height: f32) -> [f32; 6] {
        let s = 1.0 / self.unit;
        let (x, below) = (x * s, (y + height) * s);
        let Area { x0, y0, x1, y1 } = self.visible;
        match self.turned {
            90 => [0.0, s, -s, 0.0, x0 + below, y0 + x],
            180 => [-s, 0.0, 0.0, -s, x1 - x, y0 + below],
            270 => [0.0, -s, s, 0.0, x1 - below, y1 - x],
            _ => [s, 0.0, 0.0, s, x0 + x, y1 - below],
        }
    }

    /// A box of the page's units as it is seen, in points from the upper left corner.
    fn seen(&self, area: &Area) -> Area {
        let Area { x0, y0, x1, y1 } = self.visible;
        let point = |x: f32, y: f32| {
            let (x, y) = match self.turned {
                90 => (y - y0, x - x0),
                180 => (x1 - x, y - y0),
                270 => (y1 - y, x1 - x),
                _ => (x - x0, y1 - y),
            };
            (x * self.unit, y * self.unit)
        };
        Area::around(&[point(area.x0, area.y0), point(area.x1, area.y1)])
    }
}

/// An entry of a page, or of the nodes of the page tree above it.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(found) = node.get_deref(key, document) {
            return Some(found);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

fn spot(
    host: &Document,
    number: u32,
    id: ObjectId,
    registered: &PrintedRegistration,
    place: StampPlace,
) -> Result<PlacedCode> {
    let view = PageView::of(host, id).ok_or_else(|| unusable(&format!("page {number} has no readable size")))?;
    let (page_width, page_height) = view.size();
    let elsewhere = |message: String| Error::new(ErrorKind::Json, message).at("/place");
    match place {
        StampPlace::At { x, y, width } => {
            let (x, y, width) = (x * MM, y * MM, width * MM);
            let height = lay(registered, width).1;
            if x < 0.0 || y < 0.0 || x + width > page_width + 0.5 || y + height > page_height + 0.5 {
                let size = format!("{:.0} by {:.0} mm", page_width / MM, page_height / MM);
                return Err(elsewhere(format!("the stamp would leave page {number}, which is {size}")).fix(format!(
                    "the stamp is {:.0} by {:.0} mm",
                    width / MM,
                    height / MM
                )));
            }
            Ok(PlacedCode { width, matrix: view.matrix(x, y, height) })
        }
        StampPlace::Auto => {
            let taken: Vec<Area> = occupied(host, id, view.visible)?
                .ok_or_else(|| {
                    elsewhere(format!("the content of page {number} can't be read"))
                        .fix("give the place: {\"x_mm\",\"y_mm\",\"width_mm\"}")
                })?
                .iter()
                .map(|area| view.seen(area))
                .collect();
            for width in WIDTHS.map(|width| width * MM) {
                let height = lay(registered, width).1;
                let room = Room { page: (page_width, page_height), stamp: (width, height), taken: &taken };
                if let Some((x, y)) = room.free()? {
                    return Ok(PlacedCode { width, matrix: view.matrix(x, y, height) });
                }
            }
            Err(elsewhere(format!("page {number} has no free place of {:.0} mm", WIDTHS[WIDTHS.len() - 1]))
                .fix("leave room on the page, or give the place: {\"x_mm\",\"y_mm\",\"width_mm\"}"))
        }
    }
}

/// A page as it is seen, with its boxes, and a stamp that needs a place there.
struct Room<'r> {
    page: (f32, f32),
    stamp: (f32, f32),
    taken: &'r [Area],
}

impl Room<'_> {
    /// The upper left corner of a free place: in a corner of the page, else the nearest one to a corner.
    fn free(&self) -> Result<Option<(f32, f32)>> {
        let (right, bottom) = (self.page.0 - EDGE - self.stamp.0, self.page.1 - EDGE - self.stamp.1);
        // Neighbouring places usually hit the same box; the search starts at the four corners in turn.
        let mut before = [0; 4];
        for place in [(right, EDGE), (EDGE, EDGE), (right, bottom), (EDGE, bottom)] {
            if self.is_free(place, &mut before)? {
                return Ok(Some(place));
            }
        }
        let step = |side: f32| (4.0 * MM).max(side / PLACES);
        let (across, down) = (step(self.page.0), step(self.page.1));
        let rows = (0..).map(|row| EDGE + row as f32 * down).take_while(|y| *y <= bottom);
        let columns = |y| (0..).map(move |c| (right - c as f32 * across, y)).take_while(|(x, _)| *x >= EDGE);
        let mut anywhere: Vec<(f32, f32)> = rows.flat_map(columns).collect();
        let aside = |&(x, y): &(f32, f32)| (x - EDGE).min(right - x) + (y - EDGE).min(bottom - y);
        anywhere.sort_by(|a, b| aside(a).total_cmp(&aside(b)));
        for place in anywhere {
            if self.is_free(place, &mut before)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Whether the place is free; `before` is the box hit last near each corner.
    fn is_free(&self, (x, y): (f32, f32), before: &mut [usize; 4]) -> Result<bool> {
        let corner = usize::from(x * 2.0 > self.page.0) + 2 * usize::from(y * 2.0 > self.page.1);
        let before = &mut before[corner];
        if x < EDGE - 0.1 || y < EDGE - 0.1 {
            return Ok(false);
        }
        let area = Area { x0: x - GAP, y0: y - GAP, x1: x + self.stamp.0 + GAP, y1: y + self.stamp.1 + GAP };
        if self.taken.get(*before).is_some_and(|other| other.meets(&area)) {
            return Ok(false);
        }
        spend(BudgetItem::Comparisons, self.taken.len())?;
        match self.taken.iter().position(|other| other.meets(&area)) {
            Some(found) => {
                *before = found;
                Ok(false)
            }
            None => Ok(true),
        }
    }
}

/// The stamp's lines of text with their size, and its height: the code, then the text below it.
fn lay(registered: &PrintedRegistration, width: f32) -> (Vec<(ShapedLine, f32)>, f32) {
    let size = (width / 21.0).clamp(4.0, 8.0);
    let mut lines = Vec::new();
    let mut add = |text: &str, weight: Weight| {
        lines.extend(ShapedLine::wrap(text, weight, size, width).into_iter().map(|line| (line, size)));
    };
    for mark in &registered.marks {
        add(&mark.words(), Weight::Bold);
    }
    add(&format!("IRN {}", registered.irn), Weight::Regular);
    if !registered.ack_no.is_empty() {
        add(&format!("Ack. no. {}", registered.ack_no), Weight::Regular);
    }
    if let Some(at) = registered.ack_date {
        add(&format!("Ack. date {}", shown(at)), Weight::Regular);
    }
    let code = if registered.signed_qr.is_some() { width } else { 0.0 };
    let height = code + lines.len() as f32 * size * 1.25 + size * 0.5;
    (lines, height)
}

/// The stamp as a PDF of one page.
fn face(registered: &PrintedRegistration, width: f32) -> Result<Vec<u8>> {
    let (lines, height) = lay(registered, width);
    let mut sheet = DrawnPage::new(width, height);
    sheet.fill(0.0, 0.0, width, height, super::pen::WHITE);
    let mut y = 0.0;
    if let Some(token) = &registered.signed_qr {
        sheet.qr(0.0, 0.0, width, QrCode::of(token, QrLevel::L)?);
        y = width;
    }
    let alarms = registered.marks.iter().map(super::PageMark::words).collect::<Vec<_>>().join(" ");
    let mut left = alarms.split_whitespace().count();
    for (line, size) in lines {
        y += size * 1.25;
        let colour = if left > 0 { super::pen::ALARM } else { INK };
        left = left.saturating_sub(line.words());
        sheet.line(0.0, y, line, size, colour);
    }
    loose_pdf(&[sheet], &PdfInfo { title: String::new(), author: String::new(), made: None })
}

/// Brings the one page of `face` into `document` as a form.
fn import(document: &mut Document, face: &[u8]) -> Result<ObjectId> {
    let failed = |e: lopdf::Error| Error::new(ErrorKind::Panic, format!("the stamp can't be read back: {e}"));
    let mut stamp = Document::load_mem(face).map_err(failed)?;
    stamp.renumber_objects_with(document.max_id + 1);
    let page = stamp.page_iter().next().ok_or_else(|| failed(lopdf::Error::DictKey("Page".to_owned())))?;
    let content = stamp.get_page_content(page);
    let dictionary = stamp.get_dictionary(page).map_err(failed)?;
    let resources = dictionary.get(b"Resources").cloned().unwrap_or_else(|_| Dictionary::new().into());
    let bounds = dictionary.get(b"MediaBox").cloned().map_err(failed)?;
    let mut wanted = Vec::new();
    references(&resources, &mut wanted);
    while let Some(id) = wanted.pop() {
        if let (false, Ok(object)) = (document.has_object(id), stamp.get_object(id)) {
            references(object, &mut wanted);
            document.set_object(id, object.clone());
        }
    }
    document.max_id = document.max_id.max(stamp.max_id);
    let form = dictionary! {"Type" => "XObject", "Subtype" => "Form", "BBox" => bounds, "Resources" => resources};
    let mut form = Stream::new(form, content);
    form.compress().map_err(failed)?;
    Ok(document.add_object(form))
}

/// The objects that an object names.
fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(array) => array.iter().for_each(|object| references(object, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, object)| references(object, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, object)| references(object, found)),
        _ => {}
    }
}

/// Draws the form after everything else on the page. The page's own content is fenced in, as it may end with its
/// coordinates moved.
fn put(update: &mut IncrementalDocument, page: ObjectId, form: ObjectId, matrix: [f32; 6]) -> Result<()> {
    let unchanged = |e: lopdf::Error| unusable(&format!("its page can't be changed: {e}"));
    let host = update.get_prev_documents();
    let contents = host.get_page_contents(page);
    spend(BudgetItem::Nodes, contents.len())?;
    let open = content(host, page)?.map_or(0, |content| unclosed(&content));
    if open > MOST_STATES {
        spend(BudgetItem::Operations, usize::MAX)?;
    }
    // Object numbers are unique, so no other form has this name, even where pages share their resources.
    let name = format!("EinvStamp{}", form.0);
    let before = update.new_document.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
    let [a, b, c, d, e, f] = matrix;
    let after = format!("{}\nq {a} {b} {c} {d} {e} {f} cm /{name} Do Q\n", "Q ".repeat(open + 1));
    let after = update.new_document.add_object(Stream::new(Dictionary::new(), after.into_bytes()));
    update.add_xobject(page, name, form).map_err(unchanged)?;
    let all = [before].into_iter().chain(contents).chain([after]).map(Object::Reference).collect();
    update.new_document.get_dictionary_mut(page).map_err(unchanged)?.set("Contents", Object::Array(all));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::budget::{left, one_call};

    #[test]
    fn the_search_for_a_place_is_bounded_on_any_page() {
        let all = Area { x0: 0.0, y0: 0.0, x1: 3e8, y1: 3e8 };
        let spent = std::cell::Cell::new(0);
        let found = one_call("/pdf", || {
            let room = Room { page: (2e8, 2e8), stamp: (100.0, 120.0), taken: &[all] };
            let whole = left(BudgetItem::Comparisons);
            let found = room.free();
            spent.set(whole - left(BudgetItem::Comparisons));
            found
        });
        assert_eq!(found, Ok(None));
        assert!(spent.get() < 10, "one thing in the way is found again at once: {}", spent.get());
    }

    #[test]
    fn a_free_corner_ends_the_search() {
        let room = Room { page: (595.0, 842.0), stamp: (100.0, 120.0), taken: &[] };
        assert_eq!(room.free(), Ok(Some((595.0 - EDGE - 100.0, EDGE))));
    }
}

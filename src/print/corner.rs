//! Finds the free room on a page: the boxes of what is already on it.
//!
//! Boxes are rather too large than too small. Text in a font without widths counts as wide, clipping is ignored, a
//! table's frame is its lines and not its inside, and white paint counts as paper.

use super::budget::{BudgetItem, left, spend};
use super::tokens::pieces;
use crate::error::Result;
use lopdf::content::{Content, Operation};
use lopdf::{DecompressError, Dictionary, Document, Object, ObjectId};

/// A box: left, lower, right and upper edge in the page's own units.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Area {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Area {
    /// The box around some points.
    pub fn around(points: &[(f32, f32)]) -> Area {
        let edge = |pick: fn(&(f32, f32)) -> f32, better: fn(f32, f32) -> f32, start: f32| {
            points.iter().map(pick).filter(|v| v.is_finite()).fold(start, better)
        };
        Area {
            x0: edge(|p| p.0, f32::min, f32::INFINITY),
            y0: edge(|p| p.1, f32::min, f32::INFINITY),
            x1: edge(|p| p.0, f32::max, f32::NEG_INFINITY),
            y1: edge(|p| p.1, f32::max, f32::NEG_INFINITY),
        }
    }

    pub fn meets(&self, other: &Area) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    fn size(&self) -> f32 {
        (self.x1 - self.x0).max(0.0) * (self.y1 - self.y0).max(0.0)
    }

    fn grown(self, by: f32) -> Area {
        Area { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }
}

/// A box that covers more of the page than this is its background.
const BACKGROUND: f32 = 0.85;
/// The number of pieces of a slanted text.
const SLANTED: usize = 16;
/// The deepest nesting of forms.
const DEPTH: usize = 8;
/// The most bytes of a page's content and of a form's, and the most operations of one page.
const MOST_CONTENT: usize = 64 << 20;
const MOST_FORM: usize = 16 << 20;
const MOST_OPERATIONS: usize = 2_000_000;
/// The deepest nesting of graphics states. The standard asks writers for at most 28.
pub const MOST_STATES: usize = 10_000;
/// The most numbers read of an array: no array that matters here has more.
const MOST_NUMBERS: usize = 512;

/// The content of a page; `None` when it can't be read.
pub fn content(document: &Document, page: ObjectId) -> Result<Option<Vec<u8>>> {
    let most = MOST_CONTENT.min(usize::try_from(left(BudgetItem::Inflated)).unwrap_or(MOST_CONTENT));
    taken(document.get_page_content_with_limit(page, most))
}

/// Extracted content, counted.
fn taken(content: lopdf::Result<Vec<u8>>) -> Result<Option<Vec<u8>>> {
    match content {
        Ok(content) => spend(BudgetItem::Inflated, content.len()).map(|()| Some(content)),
        Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            spend(BudgetItem::Inflated, usize::MAX).map(|()| None)
        }
        Err(_) => Ok(None),
    }
}

/// The boxes of what is drawn on a page whose visible part is `visible`; `None` when the page can't be read.
pub fn occupied(document: &Document, page: ObjectId, visible: Area) -> Result<Option<Vec<Area>>> {
    let mut reader = PageReader { document, areas: Vec::new(), operations: 0 };
    let Some(content) = content(document, page)? else { return Ok(None) };
    let resources = resources_of(document, page);
    if reader.read(&content, resources, GraphicsState::default(), 0)?.is_none() {
        return Ok(None);
    }
    drop(content);
    for annotation in document.get_page_annotations(page).unwrap_or_default() {
        let hidden = annotation.get(b"F").and_then(Object::as_i64).is_ok_and(|flags| flags & 2 != 0);
        let sides = annotation.get(b"Rect").ok().map(|rect| numbers(document, rect)).unwrap_or_default();
        if let ([x0, y0, x1, y1], false) = (&sides[..], hidden) {
            reader.areas.push(Area::around(&[(*x0, *y0), (*x1, *y1)]));
        }
    }
    let background = visible.size() * BACKGROUND;
    reader.areas.retain(|area| area.meets(&visible) && area.size() < background);
    Ok(Some(reader.areas))
}

fn resources_of(document: &Document, page: ObjectId) -> Option<&Dictionary> {
    let (own, inherited) = document.get_page_resources(page).ok()?;
    own.or_else(|| inherited.into_iter().find_map(|id| document.get_dictionary(id).ok()))
}

/// The numbers of an array, direct or referenced.
pub fn numbers(document: &Document, object: &Object) -> Vec<f32> {
    let resolve = |object: &Object| document.dereference(object).ok().and_then(|(_, object)| object.as_float().ok());
    let array = document.dereference(object).ok().and_then(|(_, object)| object.as_array().ok());
    array.map(|array| array.iter().take(MOST_NUMBERS).filter_map(resolve).collect()).unwrap_or_default()
}

/// `[a b c d e f]` of PDF: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Clone, Copy, Debug)]
struct Matrix([f32; 6]);

impl Default for Matrix {
    fn default() -> Matrix {
        Matrix::IDENTITY
    }
}

impl Matrix {
    const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(numbers: &[f32]) -> Matrix {
        numbers.try_into().map_or(Matrix::IDENTITY, Matrix)
    }

    fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// First this, then `next`.
    fn then(self, next: Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, ..] = next.0;
        let (e, f) = next.apply(e, f);
        Matrix([a * na + b * nc, a * nb + b * nd, c * na + d * nc, c * nb + d * nd, e, f])
    }

    fn area(self, x0: f32, y0: f32, x1: f32, y1: f32) -> Area {
        Area::around(&[self.apply(x0, y0), self.apply(x1, y0), self.apply(x0, y1), self.apply(x1, y1)])
    }
}

#[derive(Clone, Copy)]
struct GraphicsState<'d> {
    matrix: Matrix,
    white: bool,
    line_width: f32,
    font: Option<&'d Dictionary>,
    size: f32,
    leading: f32,
    spacing: f32,
    word_spacing: f32,
    stretch: f32,
    rise: f32,
}

impl Default for GraphicsState<'_> {
    fn default() -> Self {
        GraphicsState {
            matrix: Matrix::IDENTITY,
            white: false,
            line_width: 1.0,
            font: None,
            size: 0.0,
            leading: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            rise: 0.0,
        }
    }
}

/// The state of the drawing.
#[derive(Default)]
struct Pen<'d> {
    state: GraphicsState<'d>,
    stack: Vec<GraphicsState<'d>>,
    text: Matrix,
    line: Matrix,
    /// The points of each subpath, already on the page.
    path: Vec<Vec<(f32, f32)>>,
}

struct PageReader<'d> {
    document: &'d Document,
    areas: Vec<Area>,
    operations: usize,
}

impl<'d> PageReader<'d> {
    fn entry(&self, resources: Option<&'d Dictionary>, kind: &[u8], name: &Object) -> Option<&'d Object> {
        let kinds = resources?.get_deref(kind, self.document).ok()?.as_dict().ok()?;
        kinds.get_deref(name.as_name().ok()?, self.document).ok()
    }

    /// Follows a content stream; `None` when it can't be read to its end.
    fn read(
        &mut self,
        content: &[u8],
        resources: Option<&'d Dictionary>,
        start: GraphicsState<'d>,
        depth: usize,
    ) -> Result<Option<()>> {
        let mut pen = Pen { state: start, ..Pen::default() };
        let mut whole = Some(());
        pieces(content, |piece| {
            let operations = whole.and_then(|()| Content::decode(piece).ok());
            let Some(Content { operations }) = operations else {
                whole = None;
                return Ok(());
            };
            self.operations += operations.len();
            let most = if self.operations > MOST_OPERATIONS { usize::MAX } else { operations.len() };
            spend(BudgetItem::Operations, most)?;
            let boxes = self.areas.len();
            for operation in &operations {
                if self.follow(operation, &mut pen, resources, depth)?.is_none() {
                    whole = None;
                    return Ok(());
                }
            }
            spend(BudgetItem::Boxes, self.areas.len().saturating_sub(boxes))
        })?;
        Ok(whole)
    }

    /// Follows one operation.
    fn follow(
        &mut self,
        operation: &Operation,
        pen: &mut Pen<'d>,
        resources: Option<&'d Dictionary>,
        depth: usize,
    ) -> Result<Option<()>> {
        let Pen { state, stack, text, line, path } = pen;
        let given = &operation.operands;
        let n: Vec<f32> = given.iter().filter_map(|operand| operand.as_float().ok()).collect();
        match (operation.operator.as_str(), &n[..]) {
            ("q", _) if stack.len() >= MOST_STATES => spend(BudgetItem::Operations, usize::MAX)?,
            ("q", _) => stack.push(*state),
            ("Q", _) => *state = stack.pop().unwrap_or(*state),
            ("cm", _) => state.matrix = Matrix::of(&n).then(state.matrix),
            ("w", [width]) => state.line_width = *width,
            ("g" | "rg" | "sc" | "scn", parts) if !parts.is_empty() && parts.len() != 4 => {
                state.white = parts.iter().all(|&part| part >= 0.99);
            }
            ("k" | "sc" | "scn", parts) => state.white = parts.len() == 4 && parts.iter().all(|&part| part <= 0.01),
            ("m", [x, y]) => path.push(vec![state.matrix.apply(*x, *y)]),
            ("l", [x, y]) => extend(path, &[state.matrix.apply(*x, *y)]),
            ("c", [a, b, c, d, x, y]) => {
                extend(path, &[state.matrix.apply(*a, *b), state.matrix.apply(*c, *d), state.matrix.apply(*x, *y)]);
            }
            ("v" | "y", [a, b, x, y]) => {
                extend(path, &[state.matrix.apply(*a, *b), state.matrix.apply(*x, *y)]);
            }
            ("h", _) => {
                if let Some(last) = path.last_mut() {
                    last.extend(last.first().copied());
                }
            }
            ("re", [x, y, w, h]) => {
                let corners = [(*x, *y), (x + w, *y), (x + w, y + h), (*x, y + h), (*x, *y)];
                path.push(corners.iter().map(|(x, y)| state.matrix.apply(*x, *y)).collect());
            }
            ("f" | "F" | "f*", _) => self.fill(state, path),
            ("B" | "B*" | "b" | "b*", _) => {
                self.stroke(state, path);
                self.fill(state, path);
            }
            ("S" | "s", _) => {
                self.stroke(state, path);
                path.clear();
            }
            ("n", _) => path.clear(),
            ("BI", _) => self.areas.push(state.matrix.area(0.0, 0.0, 1.0, 1.0)),
            ("Do", _) => {
                let Some(name) = given.first() else { return Ok(None) };
                return self.object(self.entry(resources, b"XObject", name), resources, *state, depth);
            }
            ("BT", _) => (*text, *line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            ("Tf", [size]) => {
                let Some(name) = given.first() else { return Ok(None) };
                state.font = self.entry(resources, b"Font", name).and_then(|font| font.as_dict().ok());
                state.size = *size;
            }
            ("TL", [leading]) => state.leading = *leading,
            ("Tc", [spacing]) => state.spacing = *spacing,
            ("Tw", [spacing]) => state.word_spacing = *spacing,
            ("Tz", [percent]) => state.stretch = percent / 100.0,
            ("Ts", [rise]) => state.rise = *rise,
            ("Tm", _) => (*text, *line) = (Matrix::of(&n), Matrix::of(&n)),
            ("Td" | "TD", [x, y]) => {
                if operation.operator == "TD" {
                    state.leading = -y;
                }
                *line = Matrix([1.0, 0.0, 0.0, 1.0, *x, *y]).then(*line);
                *text = *line;
            }
            ("T*", _) => {
                *line = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading]).then(*line);
                *text = *line;
            }
            ("Tj" | "TJ", _) => *text = self.show(given, state, *text),
            ("'" | "\"", _) => {
                *line = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading]).then(*line);
                *text = self.show(given, state, *line);
            }
            _ => {}
        }
        Ok(Some(()))
    }

    fn fill(&mut self, state: &GraphicsState<'_>, path: &mut Vec<Vec<(f32, f32)>>) {
        if !state.white {
            self.areas.extend(path.iter().map(|points| Area::around(points)));
        }
        path.clear();
    }

    /// The lines of a path, not its inside.
    fn stroke(&mut self, state: &GraphicsState<'_>, path: &[Vec<(f32, f32)>]) {
        let [a, b, c, d, ..] = state.matrix.0;
        let half = state.line_width * (a * d - b * c).abs().sqrt() / 2.0;
        for points in path {
            self.areas.extend(points.windows(2).map(|ends| Area::around(ends).grown(half.max(0.2))));
        }
    }

    /// A picture, or a form with its own content.
    fn object(
        &mut self,
        object: Option<&'d Object>,
        resources: Option<&'d Dictionary>,
        state: GraphicsState<'d>,
        depth: usize,
    ) -> Result<Option<()>> {
        let Some(stream) = object.and_then(|object| object.as_stream().ok()) else { return Ok(Some(())) };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image") {
            self.areas.push(state.matrix.area(0.0, 0.0, 1.0, 1.0));
            return Ok(Some(()));
        }
        if depth >= DEPTH {
            return Ok(None);
        }
        let own = stream.dict.get(b"Matrix").map(|matrix| Matrix::of(&numbers(self.document, matrix)));
        let matrix = own.unwrap_or(Matrix::IDENTITY).then(state.matrix);
        let resources =
            stream.dict.get_deref(b"Resources", self.document).ok().and_then(|r| r.as_dict().ok()).or(resources);
        // An empty form takes time, too.
        spend(BudgetItem::Inflated, stream.content.len())?;
        let most = MOST_FORM.min(usize::try_from(left(BudgetItem::Inflated)).unwrap_or(MOST_FORM));
        let Some(content) = taken(stream.get_plain_content_with_limit(most))? else { return Ok(None) };
        self.read(&content, resources, GraphicsState { matrix, ..state }, depth + 1)
    }

    /// The box of a text, and the start of the next.
    fn show(&mut self, given: &[Object], state: &GraphicsState<'_>, text: Matrix) -> Matrix {
        let mut advance = 0.0;
        let mut piece = |object: &Object| match object {
            Object::String(bytes, _) => {
                let (width, count) = self.width(state.font, bytes);
                let spaces = bytes.iter().filter(|&&byte| byte == b' ').count() as f32;
                advance += (width * state.size + count * state.spacing + spaces * state.word_spacing) * state.stretch;
            }
            other => advance -= other.as_float().unwrap_or(0.0) / 1000.0 * state.size * state.stretch,
        };
        for object in given {
            match object {
                Object::Array(pieces) => pieces.iter().for_each(&mut piece),
                Object::String(..) => piece(object),
                _ => {}
            }
        }
        let shown = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, state.rise]).then(text).then(state.matrix);
        // The box of a whole slanted text would be far larger than the text, so it is taken in pieces.
        let [a, b, c, d, ..] = shown.0;
        let pieces = if (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0) { 1 } else { SLANTED };
        for piece in 0..pieces {
            let part = |at: usize| advance * at as f32 / pieces as f32;
            self.areas.push(shown.area(part(piece), -0.25 * state.size, part(piece + 1), 0.95 * state.size));
        }
        Matrix([1.0, 0.0, 0.0, 1.0, advance, 0.0]).then(text)
    }

    /// The width of a text per unit of size, and its number of letters.
    fn width(&self, font: Option<&Dictionary>, bytes: &[u8]) -> (f32, f32) {
        const UNKNOWN: f32 = 0.65;
        let plain = || (bytes.len() as f32 * UNKNOWN, bytes.len() as f32);
        let Some(font) = font else { return plain() };
        if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0") {
            // Two bytes a letter; few are wider than the em.
            let letters = bytes.len() as f32 / 2.0;
            return (letters, letters);
        }
        let widths = font.get(b"Widths").ok().map(|widths| numbers(self.document, widths)).unwrap_or_default();
        if widths.is_empty() {
            return plain();
        }
        let first = font.get(b"FirstChar").and_then(Object::as_i64).unwrap_or(0);
        let scale = match font.get(b"FontMatrix") {
            Ok(matrix) => numbers(self.document, matrix).first().copied().unwrap_or(0.001),
            Err(_) => 0.001,
        };
        let width = |byte: &u8| {
            let index = usize::try_from(i64::from(*byte) - first).ok();
            index.and_then(|index| widths.get(index)).map_or(UNKNOWN, |width| width * scale)
        };
        (bytes.iter().map(width).sum(), bytes.len() as f32)
    }
}

fn extend(path: &mut [Vec<(f32, f32)>], points: &[(f32, f32)]) {
    if let Some(last) = path.last_mut() {
        last.extend(points);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::print::budget::one_call;
    use lopdf::{Stream, dictionary};

    /// The rest of a budget after a form was drawn so often on one page.
    fn drawn(times: usize, before: u64) -> Result<(u64, u64)> {
        let mut document = Document::with_version("1.5");
        let form = document.add_object(Stream::new(dictionary! {"Subtype" => "Form"}, b"0 0 1 1 re f".to_vec()));
        let content = document.add_object(Stream::new(Dictionary::new(), b"/F Do ".repeat(times)));
        let resources = dictionary! {"XObject" => dictionary! {"F" => form}};
        let page = document.add_object(dictionary! {"Type" => "Page", "Contents" => content, "Resources" => resources});
        one_call("/pdf", || {
            spend(BudgetItem::Operations, (left(BudgetItem::Operations) - before) as usize)?;
            let inflated = left(BudgetItem::Inflated);
            let boxes = occupied(&document, page, Area { x0: 0.0, y0: 0.0, x1: 9.0, y1: 9.0 })?;
            assert_eq!(boxes.map(|boxes| boxes.len()), Some(times));
            Ok((before - left(BudgetItem::Operations), inflated - left(BudgetItem::Inflated)))
        })
    }

    #[test]
    fn a_form_costs_budget_each_time_it_is_drawn() {
        let (operations, inflated) = drawn(100, 1000).unwrap();
        assert_eq!(operations, 300, "the drawing, the box and its paint");
        assert!(inflated >= 100 * 12, "{inflated}");
        assert_eq!(drawn(100, 299).unwrap_err().kind, ErrorKind::Limit);
    }
}

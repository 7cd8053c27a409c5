//! Letters, lines and boxes on sheets, and sheets as PDF.
//!
//! Measures are points (1/72 inch) from the upper left corner. What is drawn is first kept as a list, because a page
//! must know how many there are before it can say so. The letters are the project's own fonts (`data/fonts`), shaped
//! by the rules of each script and embedded as far as they are used; nothing is read from the computer it runs on, so the
//! same sheets always make the same bytes.

use super::qr::Code;
use crate::calendar::IstTime;
use crate::error::{Error, Kind, Result};
use harfrust::{FontRef, GlyphInfo, GlyphPosition, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use std::sync::LazyLock;

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const INK: Colour = Colour(0x1c, 0x24, 0x2b);
pub const GREY: Colour = Colour(0x6a, 0x75, 0x7f);
pub const FAINT: Colour = Colour(0xd5, 0xda, 0xde);
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
pub const BLACK: Colour = Colour(0, 0, 0);
pub const ALARM: Colour = Colour(0xb3, 0x26, 0x1e);

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|c| c.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour(part(0)?, part(2)?, part(4)?))
    }

    /// The colour with `percent` of white mixed in.
    pub fn tint(self, percent: u16) -> Colour {
        let mix = |c: u8| ((u16::from(c) * (100 - percent) + 255 * percent) / 100) as u8;
        Colour(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Whether white letters on it can't be read well (relative luminance, WCAG 2).
    pub fn is_light(self) -> bool {
        let part = |c: u8| (f32::from(c) / 255.0).powf(2.2);
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2) > 0.4
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    Regular,
    Bold,
}

/// One font file, ready to shape and to embed.
struct Face {
    embedded: Font,
    font: FontRef<'static>,
    shaper: ShaperData,
    units_per_em: f32,
}

macro_rules! font {
    ($name:literal $weight:literal) => {
        include_bytes!(concat!("../../data/fonts/", $name, "-", $weight, ".ttf")) as &'static [u8]
    };
}

macro_rules! both {
    ($name:literal) => {
        [font!($name "Regular"), font!($name "Bold")]
    };
}

/// Regular and bold of each, in the order of [`script_of`].
static FILES: [[&[u8]; 2]; 11] = [
    both!("NotoSans"),
    both!("NotoSansDevanagari"),
    both!("NotoSansBengali"),
    both!("NotoSansGurmukhi"),
    both!("NotoSansGujarati"),
    both!("NotoSansOriya"),
    both!("NotoSansTamil"),
    both!("NotoSansTelugu"),
    both!("NotoSansKannada"),
    both!("NotoSansMalayalam"),
    [font!("NotoSansMath" "Regular"), font!("NotoSansMath" "Regular")],
];
/// Arrows, mathematical signs, shapes.
const SIGNS: usize = 10;

static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| {
    let face = |bytes: &'static [u8]| {
        let embedded = Font::new(bytes.into(), 0)?;
        let font = FontRef::new(bytes).ok()?;
        let shaper = ShaperData::new(&font);
        Some(Face { units_per_em: embedded.units_per_em(), embedded, font, shaper })
    };
    FILES.iter().flatten().filter_map(|bytes| face(bytes)).collect()
});

/// Which of the files has a character; none where it goes with its neighbours.
fn script_of(c: char) -> Option<usize> {
    match u32::from(c) {
        // Danda, joiners and Vedic signs belong to whatever is around them.
        0x0964 | 0x0965 | 0x200c | 0x200d | 0x1cd0..=0x1cff => None,
        block @ 0x0900..=0x0d7f => Some(1 + (block as usize - 0x0900) / 0x80),
        0xa8e0..=0xa8ff => Some(1),
        0x2190..=0x22ff | 0x25a0..=0x25ff if c != '◌' => Some(SIGNS),
        _ => Some(0),
    }
}

/// A line of text, shaped: what is drawn, and how wide it is for each point of size.
#[derive(Clone, Debug, Default)]
pub struct Line {
    runs: Vec<Run>,
    width: f32,
}

#[derive(Clone, Debug)]
struct Run {
    face: usize,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

impl Line {
    /// Shapes a text of any script of India, or of Latin and Greek letters.
    pub fn new(text: &str, weight: Weight) -> Line {
        let mut pieces: Vec<(usize, String)> = Vec::new();
        for c in text.chars() {
            let c = if c.is_control() { ' ' } else { c };
            match (script_of(c), pieces.last_mut()) {
                (script, Some((last, piece))) if script.is_none_or(|script| script == *last) => piece.push(c),
                (script, _) => pieces.push((script.unwrap_or(0), c.to_string())),
            }
        }
        let bold = usize::from(weight == Weight::Bold);
        let runs: Vec<Run> =
            pieces.into_iter().filter_map(|(script, text)| Run::new(script * 2 + bold, text)).collect();
        Line { width: runs.iter().map(|run| run.width).sum(), runs }
    }

    pub fn width(&self, size: f32) -> f32 {
        self.width * size
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.runs.iter().map(|run| run.text.as_str()).collect::<String>().split_whitespace().count()
    }

    /// Breaks a text into lines no wider than `width`; between words where that goes.
    pub fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Vec<Line> {
        let space = Line::new(" ", weight).width(size);
        let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
        // A no-break space is part of its word.
        for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
            for part in broken(word, weight, size, width) {
                let wide = Line::new(part, weight).width(size);
                let first_of_word = std::ptr::eq(part.as_ptr(), word.as_ptr());
                if line.is_empty() || (first_of_word && used + space + wide <= width) {
                    if !line.is_empty() {
                        line.push(' ');
                        used += space;
                    }
                } else {
                    lines.push(Line::new(&line, weight));
                    line.clear();
                    used = 0.0;
                }
                line.push_str(part);
                used += wide;
            }
        }
        if !line.is_empty() {
            lines.push(Line::new(&line, weight));
        }
        lines
    }

    /// The text, or as much of it as fits with an ellipsis.
    pub fn fit(text: &str, weight: Weight, size: f32, width: f32) -> Line {
        let whole = Line::new(text, weight);
        if whole.width(size) <= width {
            return whole;
        }
        let dots = Line::new("…", weight).width(size);
        let first = broken(text, weight, size, (width - dots).max(1.0)).into_iter().next().unwrap_or_default();
        Line::new(&format!("{}…", first.trim_end()), weight)
    }
}

/// Parts of a word that are no wider than `width` each: the word itself, unless it is longer than a line.
fn broken(word: &str, weight: Weight, size: f32, width: f32) -> Vec<&str> {
    let whole = Line::new(word, weight);
    if whole.width(size) <= width {
        return vec![word];
    }
    let (mut parts, mut from, mut used, mut at) = (Vec::new(), 0, 0.0, 0);
    for run in &whole.runs {
        for cluster in run.glyphs.chunk_by(|a, b| a.text_range.start == b.text_range.start) {
            let wide: f32 = cluster.iter().map(|glyph| glyph.x_advance * size).sum();
            let start = at + cluster[0].text_range.start;
            if used + wide > width && start > from {
                parts.extend(word.get(from..start));
                (from, used) = (start, 0.0);
            }
            used += wide;
        }
        at += run.text.len();
    }
    parts.extend(word.get(from..));
    parts
}

impl Run {
    fn new(face: usize, text: String) -> Option<Run> {
        let file = FACES.get(face)?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        let shaped = file.shaper.shaper(&file.font).build().shape(buffer, ShapeOptions::default());
        let infos: Vec<(&GlyphInfo, &GlyphPosition)> =
            shaped.glyph_infos().iter().zip(shaped.glyph_positions()).collect();
        let em = |units: i32| units as f32 / file.units_per_em;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (index, (info, position)) in infos.iter().enumerate() {
            let start = info.cluster as usize;
            let next = infos[index..].iter().map(|(i, _)| i.cluster as usize).find(|&cluster| cluster > start);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                em(position.x_advance),
                em(position.x_offset),
                em(position.y_offset),
                em(position.y_advance),
                start..next.unwrap_or(text.len()),
                None,
            ));
        }
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Some(Run { face, text, glyphs, width })
    }
}

/// A picture that was read: PNG or JPEG.
#[derive(Clone)]
pub struct Picture(Image);

impl Picture {
    pub fn read(bytes: Vec<u8>) -> Result<Picture> {
        let unusable = |why: &str| {
            Error::new(Kind::Option, format!("the picture can't be used: {why}")).fix("give a PNG or a JPEG")
        };
        let image = match bytes.get(..4) {
            Some([0x89, b'P', b'N', b'G']) => Image::from_png(bytes.into(), true),
            Some([0xff, 0xd8, 0xff, _]) => Image::from_jpeg(bytes.into(), true),
            _ => return Err(unusable("it is neither PNG nor JPEG")),
        };
        let image = image.map_err(|e| unusable(&e))?;
        match image.size() {
            (1..=10_000, 1..=10_000) => Ok(Picture(image)),
            (width, height) => Err(unusable(&format!("{width} by {height} pixels"))),
        }
    }

    /// Width and height in a box of at most these, in its own proportion.
    pub fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let (w, h) = self.0.size();
        let scale = (width / w as f32).min(height / h as f32);
        (w as f32 * scale, h as f32 * scale)
    }
}

/// A page, as the list of what is on it.
#[derive(Clone)]
pub struct Sheet {
    width: f32,
    height: f32,
    marks: Vec<Mark>,
}

#[derive(Clone)]
enum Mark {
    Text {
        x: f32,
        y: f32,
        line: Line,
        size: f32,
        colour: Colour,
    },
    /// Turned by `angle` degrees around its middle, which lies at `x`, `y`, and seen through.
    Watermark {
        x: f32,
        y: f32,
        line: Line,
        size: f32,
        colour: Colour,
        angle: f32,
    },
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        thick: f32,
        colour: Colour,
    },
    Picture {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        picture: Picture,
    },
    Qr {
        x: f32,
        y: f32,
        side: f32,
        code: Code,
    },
}

impl Sheet {
    pub fn new(width: f32, height: f32) -> Sheet {
        Sheet { width, height, marks: Vec::new() }
    }

    pub fn width(&self) -> f32 {
        self.width
    }

    pub fn height(&self) -> f32 {
        self.height
    }

    /// A line whose base begins at `x`, `y`.
    pub fn line(&mut self, x: f32, y: f32, line: Line, size: f32, colour: Colour) {
        self.marks.push(Mark::Text { x, y, line, size, colour });
    }

    /// A line whose base ends at `x`, `y`.
    pub fn line_to(&mut self, x: f32, y: f32, line: Line, size: f32, colour: Colour) {
        let x = x - line.width(size);
        self.line(x, y, line, size, colour);
    }

    /// A line whose base has its middle at `x`, `y`.
    pub fn line_at(&mut self, x: f32, y: f32, line: Line, size: f32, colour: Colour) {
        let x = x - line.width(size) / 2.0;
        self.line(x, y, line, size, colour);
    }

    pub fn watermark(&mut self, x: f32, y: f32, line: Line, size: f32, colour: Colour, angle: f32) {
        self.marks.push(Mark::Watermark { x, y, line, size, colour, angle });
    }

    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.marks.push(Mark::Box { x, y, width, height, colour });
    }

    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        self.marks.push(Mark::Rule { from, to, thick, colour });
    }

    pub fn picture(&mut self, x: f32, y: f32, width: f32, height: f32, picture: Picture) {
        self.marks.push(Mark::Picture { x, y, width, height, picture });
    }

    /// Everything of another sheet, on top.
    pub fn overlay(&mut self, other: Sheet) {
        self.marks.extend(other.marks);
    }

    /// A code of `side` points, with a quiet zone of four modules inside that on white.
    pub fn qr(&mut self, x: f32, y: f32, side: f32, code: Code) {
        self.fill(x, y, side, side, WHITE);
        self.marks.push(Mark::Qr { x, y, side, code });
    }
}

/// What a PDF says of itself.
pub struct About {
    pub title: String,
    pub author: String,
    pub made: Option<IstTime>,
}

/// The sheets as a PDF. The same sheets make the same bytes.
pub fn pdf(sheets: &[Sheet], about: &About) -> Result<Vec<u8>> {
    let failed = |what: String| Error::new(Kind::Panic, format!("the PDF can't be written: {what}"));
    let mut document = Document::new_with(SerializeSettings { enable_tagging: false, ..SerializeSettings::default() });
    for sheet in sheets {
        let size =
            PageSettings::from_wh(sheet.width, sheet.height).ok_or_else(|| failed("a page of no size".into()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(&mut surface, mark);
        }
        surface.finish();
        page.finish();
    }
    let mut metadata = Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.author.clone()])
        .creator(format!("einv {}", env!("CARGO_PKG_VERSION")))
        .language("en-IN".to_owned());
    if let Some(made) = about.made.and_then(date_time) {
        metadata = metadata.creation_date(made);
    }
    document.set_metadata(metadata);
    document.finish().map_err(|e| failed(format!("{e:?}")))
}

fn date_time(at: IstTime) -> Option<DateTime> {
    let text = at.portal();
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    let small = |range| part(range).and_then(|n| u8::try_from(n).ok());
    let date = DateTime::new(part(0..4)?).month(small(5..7)?).day(small(8..10)?);
    let time = date.hour(small(11..13)?).minute(small(14..16)?).second(small(17..19)?);
    Some(time.utc_offset_hour(5).utc_offset_minute(30))
}

fn paint(colour: Colour, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        rule: Default::default(),
    }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark) {
    surface.set_stroke(None);
    match mark {
        Mark::Text { x, y, line, size, colour } => {
            surface.set_fill(Some(paint(*colour, 1.0)));
            draw_line(surface, *x, *y, line, *size);
        }
        Mark::Watermark { x, y, line, size, colour, angle } => {
            surface.set_fill(Some(paint(*colour, 0.13)));
            surface.push_transform(&Transform::from_rotate_at(*angle, *x, *y));
            draw_line(surface, x - line.width(*size) / 2.0, y + size * 0.36, line, *size);
            surface.pop();
        }
        Mark::Box { x, y, width, height, colour } => {
            surface.set_fill(Some(paint(*colour, 1.0)));
            if let Some(path) = Rect::from_xywh(*x, *y, *width, *height).and_then(path_of) {
                surface.draw_path(&path);
            }
        }
        Mark::Rule { from, to, thick, colour } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
                width: *thick,
                ..Stroke::default()
            }));
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Picture { x, y, width, height, picture } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(picture.0.clone(), size);
                surface.pop();
            }
        }
        Mark::Qr { x, y, side, code } => {
            let module = side / (code.side() as f32 + 2.0 * super::qr::QUIET as f32);
            let quiet = super::qr::QUIET as f32;
            let mut path = PathBuilder::new();
            for (column, row, length) in code.runs() {
                let left = x + (column as f32 + quiet) * module;
                let top = y + (row as f32 + quiet) * module;
                if let Some(rect) = Rect::from_xywh(left, top, length as f32 * module, module) {
                    path.push_rect(rect);
                }
            }
            surface.set_fill(Some(paint(BLACK, 1.0)));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn path_of(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

fn draw_line(surface: &mut Surface<'_>, x: f32, y: f32, line: &Line, size: f32) {
    let mut x = x;
    for run in &line.runs {
        if let Some(face) = FACES.get(run.face) {
            surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, face.embedded.clone(), &run.text, size, false);
        }
        x += run.width * size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_is_there_and_every_script_finds_its_own() {
        assert_eq!(FACES.len(), 2 * FILES.len());
        for (text, script) in [
            ("A₹é", 0),
            ("क", 1),
            ("ক", 2),
            ("ਕ", 3),
            ("ક", 4),
            ("କ", 5),
            ("க", 6),
            ("క", 7),
            ("ಕ", 8),
            ("ക", 9),
            ("−≤→", SIGNS),
        ] {
            for weight in [Weight::Regular, Weight::Bold] {
                let line = Line::new(text, weight);
                assert_eq!(line.runs.len(), 1, "{text}");
                assert_eq!(line.runs[0].face / 2, script, "{text}");
                assert!(line.runs[0].glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0), "{text} has no letter");
            }
        }
    }

    #[test]
    fn letters_that_join_become_one() {
        // क्ष is one letter; in कि the vowel sign stands before its consonant.
        let one = Line::new("क्ष", Weight::Regular);
        assert_eq!(one.runs[0].glyphs.len(), 1);
        let (ki, ka) = (Line::new("कि", Weight::Regular), Line::new("क", Weight::Regular));
        assert_eq!(ki.runs[0].glyphs[1].glyph_id, ka.runs[0].glyphs[0].glyph_id);
    }

    #[test]
    fn lines_break_between_words_and_a_long_word_anywhere() {
        let lines = Line::wrap("one two three", Weight::Regular, 10.0, 45.0);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.width(10.0) <= 45.0));
        let long = "अत्यंतलंबाशब्दजोपंक्तिमेंनहींसमाता".repeat(3);
        let lines = Line::wrap(&long, Weight::Bold, 9.0, 60.0);
        assert!(lines.len() > 3 && lines.iter().all(|line| line.width(9.0) <= 61.0));
        let again: String = lines.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
        assert_eq!(again, long);
        assert!(Line::fit("Udupi Stationers Private Limited", Weight::Regular, 10.0, 60.0).width(10.0) <= 60.0);
    }

    #[test]
    fn colours_are_read_as_the_web_writes_them() {
        assert_eq!(Colour::parse("#0a5C7f"), Some(Colour(10, 0x5c, 0x7f)));
        for wrong in ["", "#fff", "0a5c7f", "#0a5c7g", "#0a5c7f0", "red"] {
            assert_eq!(Colour::parse(wrong), None);
        }
    }
}

//! Letters: text of any Indian script, shaped by its rules, measured and broken into lines.
//!
//! The fonts are the project's own (`data/fonts`); none is read from the computer.

use super::budget::{BudgetItem, spend};
use harfrust::{
    Direction, FontRef, GlyphInfo, GlyphPosition, Script, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer, script,
};
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::sync::LazyLock;

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
    /// How to shape text without letters, such as amounts, and text in the font's own script. Making a plan costs more than
    /// shaping a word by it.
    plans: [ShapePlan; 2],
    units_per_em: f32,
}

macro_rules! font {
    ($name:literal $weight:literal) => {
        include_bytes!(concat!("../../data/fonts/", $name, "-", $weight, ".ttf")) as &'static [u8]
    };
}

macro_rules! both {
    ($name:literal, $script:ident) => {
        (script::$script, [font!($name "Regular"), font!($name "Bold")])
    };
}

/// The script of each, with regular and bold, in the order of [`script_of`]. A build without the feature `scripts` has the first three.
static FILES: &[(Script, [&[u8]; 2])] = &[
    both!("NotoSans", LATIN),
    both!("NotoSansDevanagari", DEVANAGARI),
    (script::LATIN, [font!("NotoSansMath" "Regular"), font!("NotoSansMath" "Regular")]),
    #[cfg(feature = "scripts")]
    both!("NotoSansBengali", BENGALI),
    #[cfg(feature = "scripts")]
    both!("NotoSansGurmukhi", GURMUKHI),
    #[cfg(feature = "scripts")]
    both!("NotoSansGujarati", GUJARATI),
    #[cfg(feature = "scripts")]
    both!("NotoSansOriya", ORIYA),
    #[cfg(feature = "scripts")]
    both!("NotoSansTamil", TAMIL),
    #[cfg(feature = "scripts")]
    both!("NotoSansTelugu", TELUGU),
    #[cfg(feature = "scripts")]
    both!("NotoSansKannada", KANNADA),
    #[cfg(feature = "scripts")]
    both!("NotoSansMalayalam", MALAYALAM),
];
/// Arrows, mathematical signs, shapes.
const SIGNS: usize = 2;

static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| {
    let face = |own: Script, bytes: &'static [u8]| {
        let embedded = Font::new(bytes.into(), 0)?;
        let font = FontRef::new(bytes).ok()?;
        let shaper = ShaperData::new(&font);
        let ready = shaper.shaper(&font).build();
        let plans = [None, Some(own)].map(|script| ShapePlan::new(&ready, Direction::LeftToRight, script, None, &[]));
        Some(Face { units_per_em: embedded.units_per_em(), embedded, font, shaper, plans })
    };
    FILES.iter().flat_map(|(script, files)| files.iter().filter_map(|bytes| face(*script, bytes))).collect()
});

/// The file that has a character; `None` where it goes with its neighbours.
fn script_of(c: char) -> Option<usize> {
    match u32::from(c) {
        // Danda, joiners and Vedic signs belong to the letters around them.
        0x0964 | 0x0965 | 0x200c | 0x200d | 0x1cd0..=0x1cff => None,
        0x0900..=0x097f | 0xa8e0..=0xa8ff => Some(1),
        block @ 0x0980..=0x0d7f if cfg!(feature = "scripts") => Some(3 + (block as usize - 0x0980) / 0x80),
        0x2190..=0x22ff | 0x25a0..=0x25ff if c != '◌' => Some(SIGNS),
        _ => Some(0),
    }
}

/// A shaped line of text: its glyphs, and its width per point of size.
#[derive(Clone, Debug, Default)]
pub struct ShapedLine {
    runs: Vec<GlyphRun>,
    width: f32,
}

#[derive(Clone, Debug)]
struct GlyphRun {
    face: usize,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

/// A line of bold letters.
pub fn bold(text: &str) -> ShapedLine {
    ShapedLine::new(text, Weight::Bold)
}

/// A line of regular letters.
pub fn regular(text: &str) -> ShapedLine {
    ShapedLine::new(text, Weight::Regular)
}

impl ShapedLine {
    /// Shapes a text of any script of India, or of Latin and Greek letters.
    ///
    /// Beyond the call's budget the line is empty, and the call fails at its end.
    pub fn new(text: &str, weight: Weight) -> ShapedLine {
        if spend(BudgetItem::Letters, text.len()).is_err() {
            return ShapedLine::default();
        }
        let mut pieces: Vec<(usize, String)> = Vec::new();
        for c in text.chars() {
            let c = if c.is_control() { ' ' } else { c };
            match (script_of(c), pieces.last_mut()) {
                (script, Some((last, piece))) if script.is_none_or(|script| script == *last) => piece.push(c),
                (script, _) => pieces.push((script.unwrap_or(0), c.to_string())),
            }
        }
        let bold = usize::from(weight == Weight::Bold);
        let runs: Vec<GlyphRun> =
            pieces.into_iter().filter_map(|(script, text)| GlyphRun::new(script * 2 + bold, text)).collect();
        ShapedLine { width: runs.iter().map(|run| run.width).sum(), runs }
    }

    pub fn width(&self, size: f32) -> f32 {
        self.width * size
    }

    /// The number of words.
    pub fn words(&self) -> usize {
        self.runs.iter().map(|run| run.text.as_str()).collect::<String>().split_whitespace().count()
    }

    /// Draws the line with its base beginning at `x`, `y`.
    pub(super) fn draw(&self, surface: &mut Surface<'_>, x: f32, y: f32, size: f32) {
        let mut x = x;
        for run in &self.runs {
            if let Some(face) = FACES.get(run.face) {
                surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, face.embedded.clone(), &run.text, size, false);
            }
            x += run.width * size;
        }
    }

    /// Breaks a text into lines no wider than `width`, between words where possible.
    pub fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Vec<ShapedLine> {
        let space = ShapedLine::new(" ", weight).width(size);
        let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
        // A no-break space is part of its word.
        for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
            for (part, wide) in broken(word, weight, size, width) {
                let first_of_word = std::ptr::eq(part.as_ptr(), word.as_ptr());
                if line.is_empty() || (first_of_word && used + space + wide <= width) {
                    if !line.is_empty() {
                        line.push(' ');
                        used += space;
                    }
                } else {
                    lines.push(ShapedLine::new(&line, weight));
                    line.clear();
                    used = 0.0;
                }
                line.push_str(part);
                used += wide;
            }
        }
        if !line.is_empty() {
            lines.push(ShapedLine::new(&line, weight));
        }
        lines
    }

    /// The text, or as much as fits, with an ellipsis.
    pub fn fit(text: &str, weight: Weight, size: f32, width: f32) -> ShapedLine {
        let whole = ShapedLine::new(text, weight);
        if whole.width(size) <= width {
            return whole;
        }
        let dots = ShapedLine::new("…", weight).width(size);
        let first = broken(text, weight, size, (width - dots).max(1.0)).first().map_or("", |(part, _)| part.trim_end());
        ShapedLine::new(&format!("{first}…"), weight)
    }
}

/// Parts of a word no wider than `width` each, with their widths: the word itself, unless it is longer than a line.
fn broken(word: &str, weight: Weight, size: f32, width: f32) -> Vec<(&str, f32)> {
    let whole = ShapedLine::new(word, weight);
    if whole.width(size) <= width {
        return vec![(word, whole.width(size))];
    }
    let (mut parts, mut from, mut used, mut at) = (Vec::new(), 0, 0.0, 0);
    for run in &whole.runs {
        for cluster in run.glyphs.chunk_by(|a, b| a.text_range.start == b.text_range.start) {
            let wide: f32 = cluster.iter().map(|glyph| glyph.x_advance * size).sum();
            let start = at + cluster[0].text_range.start;
            if used + wide > width && start > from {
                parts.extend(word.get(from..start).map(|part| (part, used)));
                (from, used) = (start, 0.0);
            }
            used += wide;
        }
        at += run.text.len();
    }
    parts.extend(word.get(from..).map(|part| (part, used)));
    parts
}

impl GlyphRun {
    fn new(face: usize, text: String) -> Option<GlyphRun> {
        let file = FACES.get(face)?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        let is_of = |plan: &&ShapePlan| {
            (plan.script().unwrap_or(script::UNKNOWN), plan.direction()) == (buffer.script(), buffer.direction())
        };
        let plan = file.plans.iter().find(is_of);
        let shaped = file.shaper.shaper(&file.font).build().shape(buffer, ShapeOptions::new().plan(plan));
        let infos: Vec<(&GlyphInfo, &GlyphPosition)> =
            shaped.glyph_infos().iter().zip(shaped.glyph_positions()).collect();
        let em = |units: i32| units as f32 / file.units_per_em;
        let mut glyphs = Vec::with_capacity(infos.len());
        // A cluster ends where the next one in the text begins. In right-to-left text that is the one before it.
        let mut starts: Vec<usize> = infos.iter().map(|(info, _)| info.cluster as usize).collect();
        starts.sort_unstable();
        for (info, position) in infos {
            let start = info.cluster as usize;
            let next = starts.get(starts.partition_point(|&other| other <= start)).copied();
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
        Some(GlyphRun { face, text, glyphs, width })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::budget::{left, one_call};

    #[test]
    fn every_font_is_there_and_every_script_finds_its_own() {
        assert_eq!(FACES.len(), 2 * FILES.len());
        for (text, script) in [
            ("A₹é", 0),
            ("क", 1),
            ("ক", 3),
            ("ਕ", 4),
            ("ક", 5),
            ("କ", 6),
            ("க", 7),
            ("క", 8),
            ("ಕ", 9),
            ("ക", 10),
            ("−≤→", SIGNS),
        ] {
            // Without their fonts these are boxes, and warned of.
            let absent = script > SIGNS && !cfg!(feature = "scripts");
            assert_eq!(text.chars().all(crate::rules::texts::is_box), absent, "{text}");
            for weight in [Weight::Regular, Weight::Bold].into_iter().filter(|_| !absent) {
                let line = ShapedLine::new(text, weight);
                assert_eq!(line.runs.len(), 1, "{text}");
                assert_eq!(line.runs[0].face / 2, script, "{text}");
                assert!(line.runs[0].glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0), "{text} has no letter");
            }
        }
    }

    #[test]
    fn exactly_the_warned_characters_print_as_boxes() {
        let is_drawn = |c: char| {
            let line = ShapedLine::new(&c.to_string(), Weight::Regular);
            line.runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.glyph_id.to_u32() != 0)
        };
        let boxes = (0..0x3400)
            .chain((0x3400..0x20000).step_by(97))
            .filter_map(char::from_u32)
            .filter(|c| crate::rules::texts::is_box(*c));
        let drawn: String = boxes.filter(|c| is_drawn(*c)).collect();
        assert!(drawn.is_empty(), "warned about, and drawn: {drawn}");
        let others = if cfg!(feature = "scripts") { "কਕકକகకಕക" } else { "" };
        let known = "AéŐ₹€£©®™°±²½×÷≤≥√∞→•…–—‘’“”कΩ△▯".chars().chain(others.chars());
        let boxed: String = known.filter(|c| !is_drawn(*c)).collect();
        assert!(boxed.is_empty(), "not warned about, and a box: {boxed}");
        assert!("🙂✓★中العあ한⭐🚚Ж■▲".chars().all(crate::rules::texts::is_box));
    }

    #[test]
    fn letters_that_join_become_one() {
        // क्ष is one letter; in कि the vowel sign comes before its consonant.
        let one = ShapedLine::new("क्ष", Weight::Regular);
        assert_eq!(one.runs[0].glyphs.len(), 1);
        let (ki, ka) = (ShapedLine::new("कि", Weight::Regular), ShapedLine::new("क", Weight::Regular));
        assert_eq!(ki.runs[0].glyphs[1].glyph_id, ka.runs[0].glyphs[0].glyph_id);
    }

    #[test]
    fn a_right_to_left_letter_stands_for_itself_alone() {
        let line = ShapedLine::new(&"\u{627}\u{644}".repeat(8000), Weight::Regular);
        let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
        assert!(glyphs.clone().count() >= 8000);
        assert!(glyphs.clone().all(|glyph| glyph.text_range.len() <= 4), "16,000 letters, and each for its own");
    }

    #[test]
    fn letters_beyond_the_budget_are_not_shaped_and_the_call_fails() {
        let words = "word ".repeat(2000);
        let shaped = std::cell::Cell::new(0);
        let done = one_call("/invoice", || {
            spend(BudgetItem::Letters, left(BudgetItem::Letters) as usize - 1000)?;
            let lines = ShapedLine::wrap(&words, Weight::Regular, 9.0, 300.0);
            shaped.set(lines.iter().flat_map(|line| &line.runs).map(|run| run.glyphs.len()).sum());
            Ok(())
        });
        let error = done.unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (crate::error::ErrorKind::Limit, Some("/invoice")));
        assert!((1..1000).contains(&shaped.get()), "{}", shaped.get());
    }

    #[test]
    fn lines_break_between_words_and_long_words_anywhere() {
        let lines = ShapedLine::wrap("one two three", Weight::Regular, 10.0, 45.0);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.width(10.0) <= 45.0));
        let long = "अत्यंतलंबाशब्दजोपंक्तिमेंनहींसमाता".repeat(3);
        let lines = ShapedLine::wrap(&long, Weight::Bold, 9.0, 60.0);
        assert!(lines.len() > 3 && lines.iter().all(|line| line.width(9.0) <= 61.0));
        let again: String = lines.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
        assert_eq!(again, long);
        assert!(ShapedLine::fit("Udupi Stationers Private Limited", Weight::Regular, 10.0, 60.0).width(10.0) <= 60.0);
    }
}

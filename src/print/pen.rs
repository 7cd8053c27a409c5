//! Text, lines, boxes and codes on sheets, and sheets as PDF.
//!
//! Measures are points (1/72 inch) from the upper left corner. Drawings are first stored as a list, because a page must
//! know the number of pages before it can print it. Only the used part of a font is embedded, and the same sheets
//! always give the same bytes.

use super::bars::Bars;
use super::budget::{BudgetItem, spend};
use super::letters::ShapedLine;
use super::qr::QrCode;
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::text_schema;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect, Size, Transform};
use krilla::image::{BitsPerComponent, CustomImage, Image, ImageColorspace};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};
use std::str::FromStr;
use std::sync::Arc;

pub(super) const WIDTH: f32 = 210.0 * MM;
pub(super) const HEIGHT: f32 = 297.0 * MM;
pub(super) const MARGIN: f32 = 36.0;
pub(super) const RIGHT: f32 = WIDTH - MARGIN;
pub(super) const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// Below this, only the foot of the page.
pub(super) const BOTTOM: f32 = HEIGHT - 50.0;
/// From one line of text to the next, in sizes of its type.
pub(super) const LEADING: f32 = 1.32;

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// A colour: red, green and blue.
///
/// ```
/// use einv::print::Colour;
///
/// assert_eq!("#144f73".parse::<Colour>()?, Colour(0x14, 0x4f, 0x73));
/// # Ok::<(), einv::error::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const INK: Colour = Colour(0x1c, 0x24, 0x2b);
pub const GREY: Colour = Colour(0x6a, 0x75, 0x7f);
pub const FAINT: Colour = Colour(0xd5, 0xda, 0xde);
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
pub const BLACK: Colour = Colour(0, 0, 0);
pub const ALARM: Colour = Colour(0xb3, 0x26, 0x1e);

text_schema! { Colour as "Colour": "A colour: #144f73.", "^#[0-9a-fA-F]{6}$"; }

impl FromStr for Colour {
    type Err = Error;

    /// Reads `#rrggbb`.
    fn from_str(text: &str) -> Result<Colour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|c| c.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| {
            Error::new(ErrorKind::Option, format!("\"{text}\" is not a colour"))
                .at("/accent")
                .fix("use \"#144f73\", for example")
        })?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Colour(red, green, blue))
    }
}

impl Colour {
    /// The colour with `percent` of white mixed in.
    pub(crate) fn tint(self, percent: u16) -> Colour {
        let mix = |c: u8| ((u16::from(c) * (100 - percent) + 255 * percent) / 100) as u8;
        Colour(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Whether white letters on it can't be read well (relative luminance, WCAG 2).
    pub(crate) fn is_light(self) -> bool {
        let part = |c: u8| (f32::from(c) / 255.0).powf(2.2);
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2) > 0.4
    }
}

/// A loaded picture: PNG or JPEG.
#[derive(Clone)]
pub struct Picture(Image);

impl Picture {
    pub fn read(bytes: Vec<u8>) -> Result<Picture> {
        let unusable = |why: &str| {
            Error::new(ErrorKind::Option, format!("the picture can't be used: {why}")).fix("give a PNG or a JPEG")
        };
        let image = match bytes.get(..4) {
            Some([0x89, b'P', b'N', b'G']) => {
                // Read from its header, before memory is allocated for the pixels.
                let side = |at: usize| {
                    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
                    four.map_or(0, u32::from_be_bytes) as usize
                };
                spend(BudgetItem::Pixels, side(16).saturating_mul(side(20)))?;
                Image::from_png(bytes.into(), true)
            }
            Some([0xff, 0xd8, 0xff, _]) => Image::from_jpeg(bytes.into(), true),
            _ => return Err(unusable("it is neither PNG nor JPEG")),
        };
        let image = image.map_err(|e| unusable(&e))?;
        match image.size() {
            (1..=10_000, 1..=10_000) => Ok(Picture(image)),
            (width, height) => Err(unusable(&format!("{width} by {height} pixels"))),
        }
    }

    /// Width and height in a box of at most these, in the picture's proportion.
    pub fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let (w, h) = self.0.size();
        let scale = (width / w as f32).min(height / h as f32);
        (w as f32 * scale, h as f32 * scale)
    }
}

/// A page, as the list of its elements.
#[derive(Clone)]
pub struct DrawnPage {
    width: f32,
    height: f32,
    marks: Vec<DrawnMark>,
}

#[derive(Clone)]
enum DrawnMark {
    Text {
        x: f32,
        y: f32,
        line: ShapedLine,
        size: f32,
        colour: Colour,
    },
    /// Turned by `angle` degrees around its middle at `x`, `y`, and translucent.
    Watermark {
        x: f32,
        y: f32,
        line: ShapedLine,
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
        code: QrCode,
    },
    Bars {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        bars: Bars,
    },
}

impl DrawnPage {
    pub fn new(width: f32, height: f32) -> DrawnPage {
        DrawnPage { width, height, marks: Vec::new() }
    }

    /// A line whose base begins at `x`, `y`.
    pub fn line(&mut self, x: f32, y: f32, line: ShapedLine, size: f32, colour: Colour) {
        self.marks.push(DrawnMark::Text { x, y, line, size, colour });
    }

    /// A line whose base ends at `x`, `y`.
    pub fn line_to(&mut self, x: f32, y: f32, line: ShapedLine, size: f32, colour: Colour) {
        let x = x - line.width(size);
        self.line(x, y, line, size, colour);
    }

    /// A line whose base has its middle at `x`, `y`.
    pub fn line_at(&mut self, x: f32, y: f32, line: ShapedLine, size: f32, colour: Colour) {
        let x = x - line.width(size) / 2.0;
        self.line(x, y, line, size, colour);
    }

    pub fn watermark(&mut self, x: f32, y: f32, line: ShapedLine, size: f32, colour: Colour, angle: f32) {
        self.marks.push(DrawnMark::Watermark { x, y, line, size, colour, angle });
    }

    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.marks.push(DrawnMark::Box { x, y, width, height, colour });
    }

    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        self.marks.push(DrawnMark::Rule { from, to, thick, colour });
    }

    pub fn picture(&mut self, x: f32, y: f32, width: f32, height: f32, picture: Picture) {
        self.marks.push(DrawnMark::Picture { x, y, width, height, picture });
    }

    /// Adds everything of another sheet, on top.
    pub fn overlay(&mut self, other: DrawnPage) {
        self.marks.extend(other.marks);
    }

    /// A bar code, with its quiet zones inside `width`, on white.
    pub fn bars(&mut self, x: f32, y: f32, width: f32, height: f32, bars: Bars) {
        self.fill(x, y, width, height, WHITE);
        self.marks.push(DrawnMark::Bars { x, y, width, height, bars });
    }

    /// A code of `side` points, with a quiet zone of four modules inside that on white.
    pub fn qr(&mut self, x: f32, y: f32, side: f32, code: QrCode) {
        self.fill(x, y, side, side, WHITE);
        self.marks.push(DrawnMark::Qr { x, y, side, code });
    }
}

/// The PDF's information about itself.
pub struct PdfInfo {
    pub title: String,
    pub author: String,
    pub made: Option<IstTime>,
}

/// The sheets as a PDF. The same sheets give the same bytes.
pub fn pdf(sheets: &[DrawnPage], about: &PdfInfo) -> Result<Vec<u8>> {
    written(sheets, about, true)
}

/// The same to take apart at once: what is drawn is not compressed.
pub fn loose_pdf(sheets: &[DrawnPage], about: &PdfInfo) -> Result<Vec<u8>> {
    written(sheets, about, false)
}

fn written(sheets: &[DrawnPage], about: &PdfInfo, compress_content_streams: bool) -> Result<Vec<u8>> {
    let failed = |what: String| Error::new(ErrorKind::Panic, format!("the PDF can't be written: {what}"));
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        // It would repeat the title and the author that the file names anyway.
        xmp_metadata: false,
        compress_content_streams,
        ..SerializeSettings::default()
    });
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

fn draw(surface: &mut Surface<'_>, mark: &DrawnMark) {
    surface.set_stroke(None);
    match mark {
        DrawnMark::Text { x, y, line, size, colour } => {
            surface.set_fill(Some(paint(*colour, 1.0)));
            line.draw(surface, *x, *y, *size);
        }
        DrawnMark::Watermark { x, y, line, size, colour, angle } => {
            surface.set_fill(Some(paint(*colour, 0.13)));
            surface.push_transform(&Transform::from_rotate_at(*angle, *x, *y));
            line.draw(surface, x - line.width(*size) / 2.0, y + size * 0.36, *size);
            surface.pop();
        }
        DrawnMark::Box { x, y, width, height, colour } => {
            surface.set_fill(Some(paint(*colour, 1.0)));
            if let Some(path) = Rect::from_xywh(*x, *y, *width, *height).and_then(path_of) {
                surface.draw_path(&path);
            }
        }
        DrawnMark::Rule { from, to, thick, colour } => {
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
        DrawnMark::Picture { x, y, width, height, picture } => {
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(picture.0.clone(), size);
                surface.pop();
            }
        }
        DrawnMark::Qr { x, y, side, code } => {
            // A picture: as paths it is nine tenths of a page's bytes.
            let quiet = super::qr::QUIET as f32 * side / (code.side() as f32 + 2.0 * super::qr::QUIET as f32);
            let inner = side - 2.0 * quiet;
            let image = Image::from_custom(CodeImage::of(code), false);
            if let (Ok(image), Some(size)) = (image, Size::from_wh(inner, inner)) {
                surface.push_transform(&Transform::from_translate(x + quiet, y + quiet));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
        DrawnMark::Bars { x, y, width, height, bars } => {
            let module = width / bars.width() as f32;
            let mut path = PathBuilder::new();
            for (begins, length) in bars.runs() {
                if let Some(rect) = Rect::from_xywh(x + begins as f32 * module, *y, length as f32 * module, *height) {
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

/// A code as a grey picture.
#[derive(Clone, Hash)]
struct CodeImage {
    side: u32,
    pixels: Arc<[u8]>,
}

impl CodeImage {
    /// Pixels a module. Readers of PDF smooth a picture that they enlarge a little: with one pixel, zbarimg reads nothing
    /// drawn at less than 250 dpi; with two it reads what is drawn at 150 and more.
    const MODULE: usize = 2;

    fn of(code: &QrCode) -> CodeImage {
        let (side, pixels) = code.pixels(CodeImage::MODULE);
        CodeImage { side: side as u32, pixels: pixels.into() }
    }
}

impl CustomImage for CodeImage {
    fn color_channel(&self) -> &[u8] {
        &self.pixels
    }

    fn alpha_channel(&self) -> Option<&[u8]> {
        None
    }

    fn bits_per_component(&self) -> BitsPerComponent {
        BitsPerComponent::Eight
    }

    fn size(&self) -> (u32, u32) {
        (self.side, self.side)
    }

    fn icc_profile(&self) -> Option<&[u8]> {
        None
    }

    fn color_space(&self) -> ImageColorspace {
        ImageColorspace::Luma
    }
}

fn path_of(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::budget::one_call;

    #[test]
    fn a_picture_of_too_many_pixels_is_refused_by_its_header() {
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        head.extend([65_000u32.to_be_bytes(), 65_000u32.to_be_bytes()].concat());
        head.extend(b"\x08\x06\0\0\0");
        let read = one_call("/logo", || Picture::read(head));
        assert_eq!(read.err().map(|e| (e.kind, e.at)), Some((ErrorKind::Limit, Some("/logo".to_owned()))));
    }

    #[test]
    fn colours_are_read_as_the_web_writes_them() {
        assert_eq!("#0a5C7f".parse(), Ok(Colour(10, 0x5c, 0x7f)));
        for wrong in ["", "#fff", "0a5c7f", "#0a5c7g", "#0a5c7f0", "red"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}

//! A text as a QR code (ISO/IEC 18004), in the forms that billing software can show or print.

use crate::error::{Error, ErrorKind, Result};
use fast_qr::{ECL, QRBuilder};
use schemars::JsonSchema;
use std::fmt::Write as _;
use std::str::FromStr;

/// How much damage a code survives. More makes the code denser: a genuine token has 105 modules a side at `L` and 153
/// at `H`, and on paper larger modules help more than redundancy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, JsonSchema)]
pub enum QrLevel {
    /// 7 %
    #[default]
    L,
    /// 15 %
    M,
    /// 25 %
    Q,
    /// 30 %
    H,
}

impl FromStr for QrLevel {
    type Err = Error;

    /// Reads its letter, a capital.
    fn from_str(text: &str) -> Result<QrLevel> {
        match text {
            "L" => Ok(QrLevel::L),
            "M" => Ok(QrLevel::M),
            "Q" => Ok(QrLevel::Q),
            "H" => Ok(QrLevel::H),
            _ => Err(Error::new(ErrorKind::Option, "level can't be used")
                .at("/level")
                .fix("use \"L\", \"M\", \"Q\" or \"H\"")),
        }
    }
}

/// What a code is drawn as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// `svg`: a picture of any size.
    #[default]
    Svg,
    /// `png`: a picture of pixels.
    Png,
    /// `bmp`: the same without compression, for report generators.
    Bmp,
    /// `escpos`: the commands of a thermal printer.
    EscPos,
    /// `text`: for a terminal.
    Text,
}

impl FromStr for Format {
    type Err = Error;

    /// Reads its name.
    fn from_str(name: &str) -> Result<Format> {
        match name {
            "svg" => Ok(Format::Svg),
            "png" => Ok(Format::Png),
            "bmp" => Ok(Format::Bmp),
            "escpos" => Ok(Format::EscPos),
            "text" => Ok(Format::Text),
            _ => Err(Error::new(ErrorKind::Option, "format can't be used")
                .at("/format")
                .fix("use \"svg\", \"png\", \"bmp\", \"escpos\" or \"text\"")),
        }
    }
}

/// The white modules that the standard requires around a code.
pub const QUIET: u32 = 4;
/// Pixels per metre at 300 dpi, which pictures name as their resolution.
const PIXELS_PER_METRE: u32 = 11_811;
/// The rows that a thermal printer accepts in one command.
const RASTER_ROWS: usize = 960;

/// A code: its modules, dark or light, without the quiet zone.
#[derive(Clone, Debug)]
pub struct QrCode {
    side: usize,
    dark: Vec<bool>,
}

impl QrCode {
    /// Returns the smallest code that holds `text`; an error when none does.
    pub fn of(text: &str, level: QrLevel) -> Result<QrCode> {
        if text.is_empty() {
            return Err(Error::new(ErrorKind::Json, "there is no text to draw as a QR code"));
        }
        let too_long = || {
            Error::new(
                ErrorKind::Limit,
                format!("a text of {} bytes is too long for a QR code of this level", text.len()),
            )
            .fix("level L holds up to 2953 bytes; a signed QR has about 1000")
        };
        // Digits alone need the least room: 7089 of them fit.
        if text.len() > 7089 {
            return Err(too_long());
        }
        let level = match level {
            QrLevel::L => ECL::L,
            QrLevel::M => ECL::M,
            QrLevel::Q => ECL::Q,
            QrLevel::H => ECL::H,
        };
        let code = QRBuilder::new(text).ecl(level).build().map_err(|_| too_long())?;
        let dark = (0..code.size).flat_map(|y| code[y][..code.size].iter().map(|module| module.value())).collect();
        Ok(QrCode { side: code.size, dark })
    }

    /// Modules a side, without the quiet zone.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The module at column `x` and row `y`; the quiet zone around is light.
    fn is_dark(&self, x: i64, y: i64) -> bool {
        let side = self.side as i64;
        (0..side).contains(&x) && (0..side).contains(&y) && self.dark[(y * side + x) as usize]
    }

    /// Each stretch of dark modules in a row: column, row, length.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs = Vec::new();
        for (y, row) in self.dark.chunks(self.side).enumerate() {
            let mut x = 0;
            for stretch in row.chunk_by(|a, b| a == b) {
                if stretch[0] {
                    runs.push((x, y, stretch.len()));
                }
                x += stretch.len();
            }
        }
        runs
    }

    /// The modules as a grey picture without the quiet zone, black or white: the pixels a side, and the pixels row by row.
    pub fn pixels(&self, module: usize) -> (usize, Vec<u8>) {
        let side = self.side * module;
        let mut pixels = Vec::with_capacity(side * side);
        for row in self.dark.chunks(self.side) {
            let first = pixels.len();
            for dark in row {
                pixels.resize(pixels.len() + module, if *dark { 0 } else { 0xff });
            }
            for _ in 1..module {
                pixels.extend_from_within(first..first + side);
            }
        }
        (side, pixels)
    }

    /// An SVG of `width_mm` millimetres, quiet zone included.
    pub fn svg(&self, width_mm: f64, quiet: u32) -> String {
        let side = self.side + 2 * quiet as usize;
        let mut path = String::new();
        for (x, y, length) in self.runs() {
            let (x, y) = (x + quiet as usize, y + quiet as usize);
            // Writing to a String can't fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm}mm\" height=\"{width_mm}mm\" viewBox=\"0 0 {side} \
             {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>\n"
        )
    }

    /// A PNG of one bit a pixel, `module` pixels a module.
    pub fn png(&self, module: u32, quiet: u32) -> Result<Vec<u8>> {
        let failed = |e: png::EncodingError| Error::new(ErrorKind::Panic, format!("the PNG can't be written: {e}"));
        let bits = self.bits(module, quiet, Ink::IsZero, 1);
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, bits.side as u32, bits.side as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        // Each row of pixels but the first of a module's is the one above it again: only that filter needs to be tried, and
        // the zeros that it leaves are what the quick compression is good at.
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: PIXELS_PER_METRE,
            yppu: PIXELS_PER_METRE,
            unit: png::Unit::Meter,
        }));
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&bits.rows).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(out)
    }

    /// A Windows bitmap of one bit a pixel, for picture boxes without PNG.
    pub fn bmp(&self, module: u32, quiet: u32) -> Vec<u8> {
        const HEADERS: u32 = 14 + 40 + 8;
        let bits = self.bits(module, quiet, Ink::IsOne, 4);
        let side = bits.side as u32;
        let size = bits.rows.len() as u32;
        let mut out = Vec::with_capacity((HEADERS + size) as usize);
        out.extend(b"BM");
        for number in [HEADERS + size, 0, HEADERS, 40, side, side] {
            out.extend(number.to_le_bytes());
        }
        // One plane, one bit a pixel.
        out.extend([1, 0, 1, 0]);
        for number in [0, size, PIXELS_PER_METRE, PIXELS_PER_METRE, 2, 2] {
            out.extend(number.to_le_bytes());
        }
        // The palette: white, black.
        out.extend([255, 255, 255, 0, 0, 0, 0, 0]);
        // Rows from the bottom up.
        out.extend(bits.rows.chunks(bits.stride).rev().flatten());
        out
    }

    /// Commands of ESC/POS thermal printers (GS v 0): `module` dots a module.
    pub fn escpos(&self, module: u32, quiet: u32) -> Vec<u8> {
        let bits = self.bits(module, quiet, Ink::IsOne, 1);
        let mut out = Vec::with_capacity(bits.rows.len() + 16);
        for band in bits.rows.chunks(bits.stride * RASTER_ROWS) {
            let rows = (band.len() / bits.stride) as u16;
            out.extend([0x1d, b'v', b'0', 0]);
            out.extend((bits.stride as u16).to_le_bytes());
            out.extend(rows.to_le_bytes());
            out.extend(band);
        }
        out
    }

    /// Text for a terminal: black on white, half-height blocks, two rows of modules a line.
    pub fn text(&self, quiet: u32) -> String {
        let (quiet, side) = (i64::from(quiet), self.side as i64);
        let mut out = String::new();
        for y in (-quiet..side + quiet).step_by(2) {
            out.push_str("\x1b[30;107m");
            for x in -quiet..side + quiet {
                out.push(match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            out.push_str("\x1b[0m\n");
        }
        out
    }

    /// The picture as packed bits, rows filled up to a multiple of `align` bytes.
    fn bits(&self, module: u32, quiet: u32, ink: Ink, align: usize) -> Bits {
        let (module, quiet) = (module as usize, quiet as usize);
        let side = (self.side + 2 * quiet) * module;
        let stride = side.div_ceil(8).next_multiple_of(align);
        let paper = match ink {
            Ink::IsOne => 0,
            Ink::IsZero => 0xff,
        };
        let mut rows = vec![paper; stride * side];
        for (x, y, length) in self.runs() {
            let from = (y + quiet) * module * stride;
            flip(&mut rows[from..from + stride], (x + quiet) * module, (x + quiet + length) * module);
        }
        // The other pixel rows of each module row are copies of its first.
        for y in quiet..quiet + self.side {
            let first = y * module * stride;
            for copy in 1..module {
                rows.copy_within(first..first + stride, first + copy * stride);
            }
        }
        Bits { side, stride, rows }
    }
}

/// Flips the bits `from` to `to` of a row, a byte at a time.
fn flip(row: &mut [u8], from: usize, to: usize) {
    let (first, last) = (from / 8, (to - 1) / 8);
    let (begin, end) = (0xff >> (from % 8), 0xff << (7 - (to - 1) % 8));
    if first == last {
        row[first] ^= begin & end;
        return;
    }
    row[first] ^= begin;
    row[first + 1..last].iter_mut().for_each(|byte| *byte ^= 0xff);
    row[last] ^= end;
}

/// The bit of a dark pixel.
enum Ink {
    IsOne,
    IsZero,
}

struct Bits {
    /// Pixels a side.
    side: usize,
    /// Bytes a row.
    stride: usize,
    rows: Vec<u8>,
}

//! Reads QR codes off pages and pictures, in a process of its own ([`super::scan`]).

use super::scanned::{ScannedCode, ScannedFile, tokens};
use einv::file;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::imageops::FilterType;
use image::{GrayImage, ImageReader, Limits};
use rqrr::PreparedImage;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

/// Memory that reading one file may take, in bytes, and processor time, in seconds.
#[cfg(unix)]
const MOST_MEMORY: u64 = 3 << 30;
#[cfg(unix)]
const MOST_SECONDS: u64 = 60;
/// Pages of a PDF that are looked at.
const MOST_PAGES: usize = 200;
/// No further page is begun after this.
const ENOUGH: Duration = Duration::from_secs(40);
/// Pixels of a page's longer side, at the first look and at a closer one. A signed code has some 130 modules a side, on 40 mm or
/// more; a module needs three pixels.
const LOOKS: [f32; 2] = [2400.0, 4000.0];
/// Pixels an inch, at most: small slips aren't blown up.
const FINEST: f32 = 400.0;
/// Pixels of a picture's side, and bytes that it may unpack to.
const MOST_SIDE: u32 = 30_000;
const MOST_BYTES: u64 = 1 << 30;
/// A smaller picture is looked at enlarged.
const SMALL: u32 = 900;

/// Bounds this process. Where the system doesn't know such bounds, the time that its parent waits is one.
pub fn limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = |value| Rlimit { current: Some(value), maximum: Some(value) };
        let _ = setrlimit(Resource::As, most(MOST_MEMORY));
        let _ = setrlimit(Resource::Cpu, most(MOST_SECONDS));
        // What hostile files break leaves no traces on the disk.
        let _ = setrlimit(Resource::Core, most(0));
    }
}

/// The signed codes of a PDF or a picture.
pub fn read(path: &Path) -> ScannedFile {
    let bytes = match file::read(path, file::DOCUMENT) {
        Ok(bytes) => bytes,
        Err(e) => return ScannedFile::unreadable(e.to_string()),
    };
    let is_pdf = bytes[..bytes.len().min(1024)].windows(5).any(|part| part == b"%PDF-");
    match if is_pdf { of_pdf(bytes) } else { of_picture(&bytes) } {
        Ok(scanned) => scanned,
        Err(why) => ScannedFile::unreadable(why),
    }
}

fn of_pdf(bytes: Vec<u8>) -> Result<ScannedFile, String> {
    let pdf = Pdf::new(bytes).map_err(|e| format!("the PDF can't be read: {e:?}"))?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err("the PDF has no pages".to_owned());
    }
    let start = Instant::now();
    let cache = RenderCache::new();
    let mut found: Vec<ScannedCode> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        if index >= MOST_PAGES || start.elapsed() > ENOUGH {
            let fault = format!("only the first {index} of its {} pages were read; split it", pages.len());
            return Ok(ScannedFile { codes: found, fault: Some(fault) });
        }
        let codes = LOOKS.iter().map(|pixels| of_page(page, &cache, *pixels)).find(|codes| !codes.is_empty());
        for text in codes.unwrap_or_default() {
            if !found.iter().any(|known| known.text == text) {
                found.push(ScannedCode { place: format!("page {}", index + 1), text });
            }
        }
    }
    Ok(ScannedFile { codes: found, fault: None })
}

/// The codes of a page that is so many pixels long.
fn of_page<'p>(page: &'p Page<'p>, cache: &RenderCache<'p>, pixels: f32) -> Vec<String> {
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !longer.is_finite() || width.min(height) < 1.0 {
        return Vec::new();
    }
    let scale = (pixels / longer).min(FINEST / 72.0);
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let shown = render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (wide, data) = (usize::from(shown.width()), shown.data_as_u8_slice());
    codes(wide, usize::from(shown.height()), |x, y| data.get((y * wide + x) * 4..).map_or(255, luma))
}

/// The lightness of red, green and blue.
fn luma(pixel: &[u8]) -> u8 {
    let [red, green, blue, ..] = pixel else { return 255 };
    let sum = u32::from(*red) * 299 + u32::from(*green) * 587 + u32::from(*blue) * 114;
    u8::try_from(sum / 1000).unwrap_or(255)
}

fn of_picture(bytes: &[u8]) -> Result<ScannedFile, String> {
    // Such messages may have several lines.
    let trouble = |e: &dyn std::fmt::Display| {
        let words: Vec<String> = e.to_string().split_whitespace().map(str::to_owned).collect();
        format!("the picture can't be read: {}", words.join(" "))
    };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| trouble(&e))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| trouble(&e))?.into_luma_alpha8();
    // What is transparent is paper.
    let whole = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [light, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        image::Luma([u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)])
    });
    drop(picture);
    let longer = whole.width().max(whole.height());
    let mut sizes = LOOKS.map(|pixels| pixels as u32).to_vec();
    sizes.retain(|size| *size < longer);
    if longer <= LOOKS[1] as u32 {
        sizes.insert(0, longer);
    }
    if longer < SMALL {
        sizes.push(longer * 4);
    }
    let mut found = Vec::new();
    for size in sizes {
        let scaled =
            |side: u32| u32::try_from(u64::from(side) * u64::from(size) / u64::from(longer.max(1))).unwrap_or(1).max(1);
        let filter = if size > longer { FilterType::Nearest } else { FilterType::Triangle };
        let shown = match size == longer {
            true => whole.clone(),
            false => image::imageops::resize(&whole, scaled(whole.width()), scaled(whole.height()), filter),
        };
        let grey = |x: usize, y: usize| match (u32::try_from(x), u32::try_from(y)) {
            (Ok(x), Ok(y)) => shown.get_pixel(x, y).0[0],
            _ => 255,
        };
        found = codes(shown.width() as usize, shown.height() as usize, grey);
        if !found.is_empty() {
            break;
        }
    }
    let codes = found.into_iter().map(|text| ScannedCode { place: String::new(), text });
    Ok(ScannedFile { codes: codes.collect(), fault: None })
}

/// The signed texts of the codes in a picture. Codes for payment and links are none.
fn codes(wide: usize, high: usize, grey: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    let mut picture = PreparedImage::prepare_from_greyscale(wide, high, grey);
    let read = picture.detect_grids().into_iter().filter_map(|grid| grid.decode().ok());
    read.flat_map(|(_, text)| tokens(&text)).collect()
}

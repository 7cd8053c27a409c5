//! What the sandbox's pages share: their head, escaped text, and a QR code to scan.

use crate::error::{Error, ErrorKind, Result};
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write;

/// White modules around a QR code.
const QUIET: usize = 4;

pub(super) const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>einv sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b; }
.warning { background: #fff3c4; border: 1px solid #d9a400; padding: .5rem .8rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1.6rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
th.amount, td.amount { text-align: right; white-space: nowrap; }
form { margin: 1rem 0; } .pages a { margin-left: 1rem; }
td.irn { font-family: monospace; overflow-wrap: anywhere; max-width: 20rem; }
.no { color: #a10000; } .yes { color: #00661a; }
pre { background: #f5f5f5; padding: .8rem; overflow: auto; }
</style></head><body>
<p class="warning"><strong>Sandbox.</strong> Not a tax authority: what it registers and signs is worth nothing.</p>
"#;

/// Text as HTML shows it, in an element or in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A QR code as SVG, four pixels a module.
pub(super) fn qr_svg(text: &str) -> Result<String> {
    let code = QRBuilder::new(text)
        .ecl(ECL::L)
        .build()
        .map_err(|e| Error::new(ErrorKind::Limit, format!("the text is too long for a QR code: {e}")))?;
    let (side, pixels) = (code.size + 2 * QUIET, (code.size + 2 * QUIET) * 4);
    let mut path = String::new();
    for y in 0..code.size {
        for x in (0..code.size).filter(|&x| code[y][x].value()) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_documents_cannot_become_markup() {
        assert_eq!(
            escape(r#"<script>a("b" & 'c')</script>"#),
            "&lt;script&gt;a(&quot;b&quot; &amp; &#39;c&#39;)&lt;/script&gt;"
        );
    }
}

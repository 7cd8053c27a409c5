//! Pages to look at and to print: one file each, which needs nothing beside it.

use crate::command::grid::{GridColumn, ListGrid, grouped};
use crate::command::speech::{code, said};

/// How pages look, on a screen and on paper.
pub const STYLE: &str = "body{font:16px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
th{border-bottom:2px solid #888}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tr.late{background:#fdecea}tr.late td:first-child{border-left:4px solid #b3261e}
tr.soon{background:#fff4e5}tr.soon td:first-child{border-left:4px solid #b26a00}
td.due,td.s{white-space:nowrap}td.l{min-width:12rem}td.h{word-break:break-all;min-width:9rem;font-size:80%}td.due{font-variant-numeric:tabular-nums}small{color:#555}
figure{margin:1rem 0}figcaption{font-weight:600}svg{width:100%;height:9rem;margin:.5rem 0}svg rect{fill:#3b6ea5}svg text{font:10px system-ui,sans-serif;fill:#555}
@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;max-width:none;font-size:11px}tr{break-inside:avoid}thead{display:table-header-group}}";

/// A bar of a chart.
pub struct Bar {
    pub label: String,
    /// What the label means, where it doesn't say it itself.
    pub meaning: Option<String>,
    pub count: usize,
}

/// Bars, and what they show.
pub struct HtmlChart {
    pub caption: &'static str,
    pub bars: Vec<Bar>,
}

/// A list as a page.
pub struct HtmlPage<'a> {
    pub title: &'static str,
    pub lead: &'a str,
    pub charts: Vec<HtmlChart>,
    pub grid: &'a ListGrid,
}

impl HtmlPage<'_> {
    pub fn text(&self) -> String {
        let title = said(self.title);
        let mut out = begin(&title);
        out.push_str(&format!("<h1>{}</h1><p>{}</p>\n", escaped(&title), escaped(self.lead)));
        out.extend(self.charts.iter().map(chart));
        out.push_str(&table(self.grid));
        out + "</html>\n"
    }
}

/// A list as a table.
pub fn table(grid: &ListGrid) -> String {
    let mut out = "<table><thead><tr>".to_owned();
    // A column without a single text takes room from the others.
    let is_empty =
        |at: usize| !grid.rows.is_empty() && grid.rows.iter().all(|row| row.get(at).is_none_or(String::is_empty));
    let shown: Vec<(usize, &GridColumn)> = grid.columns.iter().enumerate().filter(|(at, _)| !is_empty(*at)).collect();
    for (_, column) in &shown {
        let class = if column.is_number { " class=\"n\"" } else { "" };
        out.push_str(&format!("<th{class}>{}", escaped(&said(column.heading))));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in &grid.rows {
        out.push_str("<tr>");
        for (text, column) in shown.iter().filter_map(|(at, column)| Some((row.get(*at)?, column))) {
            let text = if column.is_number { grouped(text) } else { text.clone() };
            out.push_str(&format!("<td{}>{}", class(&text, column.is_number), escaped(&text)));
        }
        out.push_str("</tr>\n");
    }
    out + "</tbody></table>\n"
}

/// How a cell takes its room: numbers and dates on one line, sentences broad, an IRN in as many lines as it needs.
fn class(text: &str, is_number: bool) -> &'static str {
    match text.chars().count() {
        _ if is_number => " class=\"n\"",
        ..=16 => " class=\"s\"",
        30.. if text.contains(' ') => " class=\"l\"",
        30.. => " class=\"h\"",
        _ => "",
    }
}

/// A page with a chart and several lists.
pub fn lists(title: &str, lead: &str, bars: &HtmlChart, lists: &[(&str, ListGrid)]) -> String {
    let mut out = format!("{}<h1>{}</h1><p>{}</p>\n{}", begin(title), escaped(title), escaped(lead), chart(bars));
    for (name, grid) in lists {
        out.push_str(&format!("<h2>{}</h2>\n{}", escaped(&said(name)), table(grid)));
    }
    out + "</html>\n"
}

/// How a page begins.
pub fn begin(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style>\n",
        code(),
        escaped(title)
    )
}

/// Bars beside one another, each with its count; nothing where there are none.
pub fn chart(HtmlChart { caption, bars }: &HtmlChart) -> String {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    // Of a day the year is left out; the page says which days it has.
    let label = |bar: &'_ Bar| {
        let is_day = bar.label.len() == 10 && bar.label.as_bytes().get(4) == Some(&b'-');
        if is_day { bar.label[5..].to_owned() } else { bar.label.clone() }
    };
    // A word needs more room than a day.
    let wide = 10 + 6 * bars.iter().map(|bar| label(bar).chars().count().min(20)).max().unwrap_or(5).max(5);
    let caption = escaped(&said(caption));
    let mut out = format!(
        "<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {} 120\" preserveAspectRatio=\"xMinYMid meet\" role=\"img\" aria-label=\"{caption}\">",
        bars.len() * wide
    );
    for (at, bar) in bars.iter().enumerate() {
        let (x, height) = (at * wide, bar.count * 80 / most);
        out.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\"><title>{}: {}</title></rect>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text><text x=\"{}\" y=\"114\" text-anchor=\"middle\">{}</text>",
            x + 5,
            100 - height,
            wide - 10,
            escaped(&bar.label),
            bar.count,
            x + wide / 2,
            96 - height,
            bar.count,
            x + wide / 2,
            escaped(&label(bar))
        ));
    }
    out.push_str("</svg>");
    for (bar, meaning) in bars.iter().filter_map(|bar| Some((bar, bar.meaning.as_ref()?))) {
        out.push_str(&format!("<br><small>{}: {}</small>", escaped(&bar.label), escaped(meaning)));
    }
    out + "</figure>\n"
}

/// What came from a portal or a bill is shown as text, whatever it says.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::grid::{number, text};

    #[test]
    fn a_page_has_every_cell_and_no_markup_of_theirs() {
        let mut grid = ListGrid::new(&[text("number"), text("e-way bill"), number("value")]);
        grid.push(vec!["<b>&\"".to_owned(), String::new(), "1168.00".to_owned()]);
        let bar = Bar { label: "2150".to_owned(), meaning: Some("<i>".to_owned()), count: 2 };
        let chart = HtmlChart { caption: "Differences", bars: vec![bar] };
        let page = lists("A & B", "lead", &chart, &[("Differences", grid)]);
        assert!(page.contains("<figcaption>Differences</figcaption>") && page.contains("2150: &lt;i&gt;"), "{page}");
        assert!(page.contains("<td class=\"s\">&lt;b&gt;&amp;&quot;<td class=\"n\">1,168.00</tr>"), "{page}");
        assert!(
            page.contains("<title>A &amp; B</title>") && !page.contains("e-way bill"),
            "an empty column takes no room: {page}"
        );
    }
}

//! The CSV files of `data/law/` as Rust expressions, like those of the master lists.

use super::codes::{Result, Table, amount, camel, day, yes};

/// Every table: its file, its columns, and the row it becomes. Each column has its reader.
const TABLES: &[(&str, &str, &str)] = &[
    (
        "thresholds",
        "Threshold",
        "duty:enum:ThresholdPurpose amount:rupees from:day notification:text dated:day in_force:yes sure:sure note:text",
    ),
    (
        "classes",
        "ClassRow",
        "class:enum:TaxpayerClass name:text exempt:enum:Exempt from:day provision:text notification:text b2c_qr:yes sure:sure note:text",
    ),
    (
        "coverage",
        "Coverage",
        "about:enum:CoveragePart name:text covered:enum:Covered source:text sure:sure message:text",
    ),
    (
        "reporting",
        "Reporting",
        "from:day to:maybe_day goes_by:enum:GoesBy turnover:maybe_rupees days:number counted:enum:Counted status:enum:LimitEffect source:text sure:sure note:text",
    ),
    ("reliefs", "Relief", "duty:enum:ThresholdPurpose from:day to:day notifications:text sure:sure what:text"),
    ("penalties", "Penalty", "section:text amount:maybe_rupees or_tax:yes both_acts:yes sure:sure what:text"),
    ("days", "LawDay", "name:text day:day source:text sure:sure what:text"),
    ("retail_price_goods", "RetailPriced", "hsn:text taxed:yes source:text sure:sure what:text"),
    (
        "rates_of_goods",
        "RateOfGoods",
        "hsn:text from:maybe_day to:maybe_day rates:percents source:text sure:sure what:text",
    ),
    ("place_services", "PlaceService", "hsn:text what:text source:text sure:sure"),
    ("note_limits", "NoteLimit", "from:day month:small day:small filed_by:small source:text sure:sure what:text"),
    ("eway_free_goods", "EwayFree", "hsn:text freed:enum:Freed source:text sure:sure what:text"),
    ("eway_movements", "EwayMovement", "name:enum:MovementKind effect:enum:Effect source:text sure:sure what:text"),
    ("eway_gold", "EwayGold", "state:text from:day limit:rupees source:text sure:sure what:text"),
    ("eway_terms", "EwayTerm", "name:text count:number unit:enum:Unit from:day source:text sure:sure what:text"),
    ("windows", "LawWindow", "name:text hours:number source:text sure:sure what:text"),
    ("remedies", "Remedy", "remedy:text when:text source:text sure:sure what:text"),
    (
        "eway_bill",
        "EwayLimit",
        "scope:enum:MovementScope state:text limit:maybe_rupees least:maybe_rupees surely:maybe_rupees from:maybe_day source:text sure:sure note:text",
    ),
    ("b2c_qr", "QrCase", "case:text due:yes source:text sure:sure what:text"),
    ("b2c_qr_contents", "QrParameter", "field:text parameter:text must:yes source:text sure:sure what:text"),
    (
        "gstr1",
        "TableRow",
        "document:text supply:text reverse_charge:text table:text section:text r#type:text hsn:text amended_table:text amended_section:text sure:sure note:text",
    ),
    ("b2cl", "ConsumerLimit", "from:day limit:rupees source:text sure:sure what:text"),
    ("returns", "Filing", "filing:text day:small limit:maybe_rupees years:small source:text sure:sure what:text"),
];

pub fn generate() -> Result<()> {
    for (file, row, columns) in TABLES {
        let columns: Vec<&str> = columns.split(' ').collect();
        let names: Vec<&str> =
            columns.iter().filter_map(|c| c.split(':').next()).map(|c| c.trim_start_matches("r#")).collect();
        Table::read(&format!("law/{file}"), &names.join(","))?.write(&format!("law_{file}"), |record| {
            let cells = record.iter().zip(&columns).map(|(cell, column)| {
                let (name, kind) = column.split_once(':').ok_or("a column without a kind")?;
                Ok(format!("{name}: {}", expression(cell, kind).map_err(|e| format!("{name}: {e}"))?))
            });
            Ok(format!("{row} {{ {} }}", cells.collect::<Result<Vec<_>>>()?.join(", ")))
        })?;
    }
    // Each day by itself, too, because nouns can't read the tables of a higher floor.
    Table::read("law/days", "name,day,source,sure,what")?
        .each("law_day", |record| Ok((record[0].to_owned(), expression(&record[1], "day")?)))
}

fn expression(cell: &str, kind: &str) -> Result<String> {
    let needed = |text: String| if cell.is_empty() { Err("is empty".into()) } else { Ok(text) };
    let rupees = || Ok::<_, Box<dyn std::error::Error>>(format!("Amount::from_rupees({})", cell.parse::<i64>()?));
    match kind {
        "text" => Ok(format!("{cell:?}")),
        "yes" => Ok(yes(cell)?.to_string()),
        "number" => Ok(cell.parse::<i64>()?.to_string()),
        "small" => Ok(cell.parse::<u32>()?.to_string()),
        "percents" => {
            let rates = cell.split(' ').map(amount).collect::<Result<Vec<_>>>()?;
            Ok(format!("&[{}]", rates.join(", ")))
        }
        "rupees" => rupees(),
        "maybe_rupees" if cell.is_empty() => Ok("None".into()),
        "maybe_rupees" => Ok(format!("Some({})", rupees()?)),
        "maybe_day" => day(cell),
        "day" => {
            needed(day(cell)?.strip_prefix("Some(").and_then(|d| d.strip_suffix(')')).unwrap_or_default().to_owned())
        }
        "sure" => needed(format!("Sure::{}", camel(cell))),
        // A name the enum doesn't have fails the compilation that follows.
        _ => needed(format!("{}::{}", kind.trim_start_matches("enum:"), camel(cell))),
    }
}

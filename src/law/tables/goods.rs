//! The tables of goods and services: their tax, their place of supply, and their transport.

use crate::calendar::Day;
use crate::law::Sure;
use crate::money::Amount;

/// Goods taxed on their retail price, or an exception to them.
#[derive(Clone, Copy, Debug)]
pub struct RetailPriced {
    /// First digits of the code; the longest row that fits counts.
    pub hsn: &'static str,
    /// Whether they are taxed so.
    pub taxed: bool,
    /// Notification.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The goods.
    pub what: &'static str,
}

/// `data/law/retail_price_goods.csv`.
pub const RETAIL_PRICE_GOODS: &[RetailPriced] = include!(concat!(env!("OUT_DIR"), "/law_retail_price_goods.rs"));

/// Whether goods of this HSN code are taxed on their retail price.
pub(crate) fn retail_priced(hsn: &str) -> bool {
    let rows = RETAIL_PRICE_GOODS.iter().filter(|row| hsn.starts_with(row.hsn));
    rows.max_by_key(|row| row.hsn.len()).is_some_and(|row| row.taxed)
}

/// The rates of some goods in a period.
#[derive(Clone, Copy, Debug)]
pub struct RateOfGoods {
    /// First digits of the code; the longest row that fits counts.
    pub hsn: &'static str,
    /// First document date.
    pub from: Option<Day>,
    /// Last document date; `None`: still in force.
    pub to: Option<Day>,
    /// In percent. Beside them, zero and the 0.1 percent for merchant exporters are always possible.
    pub rates: &'static [Amount],
    /// The notification, or another source.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
    /// The goods.
    pub what: &'static str,
}

/// `data/law/rates_of_goods.csv`, by code and day. Only some goods are in it.
pub const RATES_OF_GOODS: &[RateOfGoods] = include!(concat!(env!("OUT_DIR"), "/law_rates_of_goods.rs"));

/// The rows of each chapter, which stand together: from, to.
static ROWS_OF_CHAPTER: [(usize, usize); 100] = {
    let mut chapters = [(0, 0); 100];
    let mut row = 0;
    while row < RATES_OF_GOODS.len() {
        if let [tens, ones, ..] = RATES_OF_GOODS[row].hsn.as_bytes() {
            let chapter = &mut chapters[(*tens - b'0') as usize * 10 + (*ones - b'0') as usize];
            assert!(chapter.1 == 0 || chapter.1 == row, "the rows of a chapter stand together");
            *chapter = (if chapter.1 == 0 { row } else { chapter.0 }, row + 1);
        }
        row += 1;
    }
    chapters
};

/// The rates of goods with this code on a day, where they are known.
pub(crate) fn rates_of_goods(hsn: &str, on: Day) -> Option<&'static RateOfGoods> {
    let (from, to) = *ROWS_OF_CHAPTER.get(hsn.get(..2)?.parse::<usize>().ok()?)?;
    let rows = RATES_OF_GOODS[from..to].iter().filter(|row| hsn.starts_with(row.hsn));
    let longest = rows.clone().map(|row| row.hsn.len()).max()?;
    rows.filter(|row| row.hsn.len() == longest)
        .find(|row| row.from.is_none_or(|from| from <= on) && row.to.is_none_or(|to| on <= to))
}

/// A service with its place of supply where it is performed.
#[derive(Clone, Copy, Debug)]
pub struct PlaceService {
    /// First digits of the code.
    pub hsn: &'static str,
    /// The service.
    pub what: &'static str,
    /// Section of the IGST Act.
    pub source: &'static str,
    /// How sure it is.
    pub sure: Sure,
}

/// `data/law/place_services.csv`.
pub const PLACE_SERVICES: &[PlaceService] = include!(concat!(env!("OUT_DIR"), "/law_place_services.rs"));

pub(crate) fn place_service(hsn: &str) -> Option<&'static PlaceService> {
    PLACE_SERVICES.iter().find(|row| hsn.starts_with(row.hsn))
}

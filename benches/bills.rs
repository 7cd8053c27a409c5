//! Bills for benchmarks and property tests: all different, all valid, made from a seed alone.
//!
//! Shape and size are those of everyday B2B bills: five lines, some optional blocks, about 3.5 KB.

// Each program that includes this file uses a part of it.
#![allow(dead_code)]

use einv::codes::{Lists, units};
use einv::gstin::Gstin;
use std::fmt::Write;

/// The day all bills are dated.
pub const DATE: &str = "21/11/2026";

/// State code, town, PIN code.
const TOWNS: [(&str, &str, u32); 16] = [
    ("03", "Ludhiana", 141001),
    ("06", "Gurugram", 122001),
    ("07", "New Delhi", 110001),
    ("08", "Jaipur", 302001),
    ("09", "Lucknow", 226001),
    ("10", "Patna", 800001),
    ("18", "Guwahati", 781001),
    ("19", "Kolkata", 700001),
    ("20", "Ranchi", 834001),
    ("21", "Bhubaneswar", 751001),
    ("23", "Bhopal", 462001),
    ("24", "Ahmedabad", 380001),
    ("27", "Pune", 411001),
    ("29", "Bengaluru", 560001),
    ("32", "Kochi", 682001),
    ("33", "Chennai", 600001),
];

const WORDS: [&str; 24] = [
    "Copper", "Steel", "Cotton", "Ruled", "Printed", "Wound", "Solar", "Garden", "Office", "Kitchen", "Tractor",
    "Pump", "Cable", "Register", "Fabric", "Bearing", "Valve", "Panel", "Lamp", "Chair", "Motor", "Filter", "Gasket",
    "Carton",
];

/// The other details of a line.
const FINISHES: [&str; 6] = [
    "as per approved sample",
    "hot dip galvanised, box of 100 pieces",
    "powder coated grey, with fittings",
    "12 months warranty from date of bill",
    "packed in corrugated boxes",
    "first quality, colour as per shade card",
];

const STREETS: [&str; 8] = [
    "Mahatma Gandhi Road",
    "Station Road",
    "Industrial Area Phase II",
    "Ring Road",
    "Old Market Lane",
    "Temple Street",
    "Nehru Nagar",
    "Transport Nagar Main Road",
];

const FIRMS: [&str; 6] =
    ["Traders", "Industries Private Limited", "Enterprises", "and Sons", "Agencies LLP", "Engineering Works"];

/// A small generator of random numbers (xorshift): the same seed gives the same bills everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        (self.roll() >> 33) % end
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// Yes in `percent` of the cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A GSTIN of the state, with the right check character.
pub fn gstin(dice: &mut Dice, state: &str) -> String {
    let mut text = String::from(state);
    for at in 0..10 {
        let c = if matches!(at, 5..=8) { b'0' + dice.below(10) as u8 } else { b'A' + dice.below(26) as u8 };
        text.push(char::from(c));
    }
    text.push_str("1Z0");
    Gstin::parse(&text).expect("a GSTIN's shape").corrected().to_string()
}

/// The parts that bills are made from.
pub struct Press {
    hsn: Vec<String>,
    units: Vec<&'static str>,
}

impl Press {
    pub fn new() -> Press {
        // Chapter 24 is tobacco, which is taxed on its retail price. Chapter 99 is services. The rates of some goods are checked;
        // the lines here have any rate.
        let rated =
            include_str!("../data/law/rates_of_goods.csv").lines().skip(1).filter_map(|row| row.split(',').next());
        let others: Vec<&str> = rated.chain(["24", "99"]).collect();
        let goods = |code: &String| code.len() == 8 && !others.iter().any(|c| code.starts_with(c));
        let lists = Lists::default();
        let hsn = lists.hsn().starting("").filter(|code| goods(code) && lists.hsn().is_good(code)).collect();
        Press { hsn, units: units::LIST.iter().map(|u| u.code).collect() }
    }

    /// `count` different bills of `lines` lines.
    pub fn bills(&self, count: u64, lines: usize) -> Vec<String> {
        (0..count).map(|seed| self.bill(seed, lines)).collect()
    }

    /// The bill of a seed, compact JSON in the form's order.
    pub fn bill(&self, seed: u64, lines: usize) -> String {
        self.write(seed, lines).expect("writing to memory")
    }

    fn write(&self, seed: u64, lines: usize) -> Result<String, std::fmt::Error> {
        let mut dice = Dice::new(seed + 1);
        let (seller, buyer) = (dice.pick(&TOWNS), dice.pick(&TOWNS));
        let intra = seller.0 == buyer.0;
        let mut out = String::with_capacity(1200 + 520 * lines);
        out.push_str(r#"{"Version":"1.1","TranDtls":{"TaxSch":"GST","SupTyp":"B2B","RegRev":"N""#);
        if dice.chance(50) {
            out.push_str(r#","IgstOnIntra":"N""#);
        }
        write!(
            out,
            r#"}},"DocDtls":{{"Typ":"INV","No":"{}/{}","Dt":"{DATE}"}},"#,
            dice.pick(&["INV", "GST", "A", "26-27"]),
            1 + seed
        )?;
        out.push_str(r#""SellerDtls":"#);
        party(&mut out, &mut dice, seller, None)?;
        out.push_str(r#","BuyerDtls":"#);
        party(&mut out, &mut dice, buyer, Some(buyer.0))?;
        if dice.chance(30) {
            let (state, town, pin) = dice.pick(&TOWNS);
            let (number, street) = (1 + dice.below(900), dice.pick(&STREETS));
            write!(
                out,
                r#","DispDtls":{{"Nm":"{} Godown","Addr1":"{number} {street}","Loc":"{town}","Pin":{pin},"Stcd":"{state}"}}"#,
                dice.pick(&WORDS)
            )?;
        }
        out.push_str(r#","ItemList":["#);
        let manner = Manner::any(&mut dice);
        let mut sums = Sums::default();
        for line in 1..=lines {
            if line > 1 {
                out.push(',');
            }
            self.line(&mut out, &mut dice, (line, intra, manner), &mut sums)?;
        }
        write!(out, r#"],"ValDtls":{{"AssVal":{}"#, Paise(sums.assessable))?;
        if intra {
            write!(out, r#","CgstVal":{0},"SgstVal":{0}"#, Paise(sums.half_tax))?;
        } else {
            write!(out, r#","IgstVal":{}"#, Paise(sums.igst))?;
        }
        if manner.zeros {
            out.push_str(r#","CesVal":0,"StCesVal":0,"Discount":0,"OthChrg":0"#);
        }
        let round_off = (sums.value + 50) / 100 * 100 - sums.value;
        write!(out, r#","RndOffAmt":{},"TotInvVal":{}}}"#, Paise(round_off), Paise(sums.value + round_off))?;
        if dice.chance(40) {
            let account = 10_000_000_000 + dice.below(89_999_999_999);
            write!(
                out,
                r#","PayDtls":{{"Nm":"{} Bank","AccDet":"{account}","Mode":"NEFT","FinInsBr":"SBIN0{:06}","PayTerm":"30 days net","CrDay":30}}"#,
                dice.pick(&WORDS),
                dice.below(999_999)
            )?;
        }
        if dice.chance(40) {
            write!(
                out,
                r#","RefDtls":{{"InvRm":"Against order","ContrDtls":[{{"PORefr":"PO-{}","PORefDt":"01/11/2026"}}]}}"#,
                1000 + dice.below(90_000)
            )?;
        }
        if dice.chance(30) {
            let number = 1000 + dice.below(9000);
            write!(
                out,
                r#","EwbDtls":{{"TransName":"{} Roadways","Distance":75,"TransMode":"1","VehNo":"KA01AB{number}","VehType":"R"}}"#,
                dice.pick(&WORDS)
            )?;
        }
        out.push('}');
        Ok(out)
    }

    fn line(
        &self,
        out: &mut String,
        dice: &mut Dice,
        (number, intra, manner): (usize, bool, Manner),
        sums: &mut Sums,
    ) -> std::fmt::Result {
        let (model, size) = (dice.below(1000), 10 + dice.below(990));
        let hsn = &self.hsn[dice.below(self.hsn.len() as u64) as usize];
        let (first, second, finish) = (dice.pick(&WORDS), dice.pick(&WORDS), dice.pick(&FINISHES));
        write!(out, r#"{{"SlNo":"{number}","PrdDesc":"{first} {second} model {model}, {size} mm, {finish}""#)?;
        write!(out, r#","IsServc":"N","HsnCd":"{hsn}""#)?;
        if manner.barcodes {
            write!(out, r#","Barcde":"89{:011}""#, dice.below(99_999_999_999))?;
        }
        let (quantity, price) = (1 + dice.below(500) as i64, 100 + dice.below(2_000_000) as i64);
        let total = quantity * price;
        let discount = if dice.chance(60) { dice.below(total as u64 / 5) as i64 } else { 0 };
        let assessable = total - discount;
        let rate = dice.pick(&[5i64, 18, 18, 18, 40]);
        let (igst, half) =
            if intra { (0, (assessable * rate + 100) / 200) } else { ((assessable * rate + 50) / 100, 0) };
        let value = assessable + igst + 2 * half;
        write!(out, r#","Qty":{quantity}"#)?;
        if manner.zeros {
            out.push_str(r#","FreeQty":0"#);
        }
        let unit = dice.pick(&self.units);
        write!(out, r#","Unit":"{unit}","UnitPrice":{},"TotAmt":{}"#, Paise(price), Paise(total))?;
        if discount > 0 {
            write!(out, r#","Discount":{}"#, Paise(discount))?;
        }
        write!(out, r#","AssAmt":{},"GstRt":{rate}"#, Paise(assessable))?;
        if intra {
            write!(out, r#","CgstAmt":{0},"SgstAmt":{0}"#, Paise(half))?;
        } else {
            write!(out, r#","IgstAmt":{}"#, Paise(igst))?;
        }
        if manner.zeros {
            out.push_str(r#","CesRt":0,"CesAmt":0,"CesNonAdvlAmt":0,"StateCesRt":0,"StateCesAmt":0,"StateCesNonAdvlAmt":0,"OthChrg":0"#);
        }
        write!(out, r#","TotItemVal":{}"#, Paise(value))?;
        if manner.references {
            write!(out, r#","OrdLineRef":"{}","OrgCntry":"IN","PrdSlNo":"{size}-{model:05}""#, 10 * number)?;
        }
        if manner.batches {
            write!(out, r#","BchDtls":{{"Nm":"B{:05}","ExpDt":"31/12/2028"}}"#, dice.below(99_999))?;
        }
        if manner.attributes {
            let colour = dice.pick(&["Signal red", "Royal blue", "Natural finish"]);
            write!(
                out,
                r#","AttribDtls":[{{"Nm":"Colour","Val":"{colour}"}},{{"Nm":"Packing","Val":"Carton of {}"}}]"#,
                size / 10
            )?;
        }
        out.push('}');
        sums.assessable += assessable;
        sums.igst += igst;
        sums.half_tax += half;
        sums.value += value;
        Ok(())
    }
}

/// The members that the writing program puts on each of its lines.
#[derive(Clone, Copy)]
struct Manner {
    /// A zero where other programs leave the member out.
    zeros: bool,
    barcodes: bool,
    references: bool,
    batches: bool,
    attributes: bool,
}

impl Manner {
    fn any(dice: &mut Dice) -> Manner {
        let [zeros, barcodes, references, batches, attributes] = std::array::from_fn(|_| dice.chance(50));
        Manner { zeros, barcodes, references, batches, attributes }
    }
}

/// Sums of a bill, in paise.
#[derive(Default)]
struct Sums {
    assessable: i64,
    igst: i64,
    half_tax: i64,
    value: i64,
}

/// An amount in paise, written in rupees as a bill writes it.
struct Paise(i64);

impl std::fmt::Display for Paise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

fn party(
    out: &mut String,
    dice: &mut Dice,
    town: (&str, &str, u32),
    place_of_supply: Option<&str>,
) -> std::fmt::Result {
    let (state, town, pin) = town;
    let name = format!("{} {} {}", dice.pick(&WORDS), dice.pick(&WORDS), dice.pick(&FIRMS));
    write!(out, r#"{{"Gstin":"{}","LglNm":"{name}""#, gstin(dice, state))?;
    if dice.chance(60) {
        write!(out, r#","TrdNm":"{name}""#)?;
    }
    if let Some(place) = place_of_supply {
        write!(out, r#","Pos":"{place}""#)?;
    }
    let (plot, street, area) = (1 + dice.below(900), dice.pick(&STREETS), dice.pick(&STREETS));
    write!(out, r#","Addr1":"Plot No. {plot}, {street}, off {area}""#)?;
    if dice.chance(60) {
        write!(out, r#","Addr2":"Near {} Circle""#, dice.pick(&WORDS))?;
    }
    write!(out, r#","Loc":"{town}","Pin":{pin},"Stcd":"{state}""#)?;
    if dice.chance(60) {
        write!(out, r#","Ph":"9{:09}","Em":"accounts{}@example.com""#, dice.below(999_999_999), dice.below(1000))?;
    }
    out.push('}');
    Ok(())
}

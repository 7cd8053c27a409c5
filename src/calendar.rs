//! Days, times and financial years as the portal counts them: in Indian Standard Time.
//!
//! The law counts in the Indian calendar: the 24 hours to cancel, the expiry of tokens, the financial year inside an
//! IRN. The portal writes its times without an offset, and some clients wrongly read them as UTC. So a time here is
//! always IST, and only the edges write the offset. No other file reads the wall clock: callers pass the time in.

use chrono::{DateTime, Datelike, Duration, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

const IST_SECONDS: i32 = 5 * 3600 + 1800;

/// A calendar day in India. Displays the form's way, `dd/MM/yyyy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(NaiveDate);

impl Day {
    /// Returns the day with these numbers; `None` when the calendar has no such day.
    pub const fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => Some(Day(date)),
            None => None,
        }
    }

    /// Reads `dd/MM/yyyy` (the form's way) or ISO `yyyy-MM-dd`. Every digit must be in its place.
    pub fn parse(text: &str) -> Option<Day> {
        let b = text.as_bytes();
        if b.len() != 10 {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            b[range].iter().try_fold(0i32, |n, c| c.is_ascii_digit().then(|| n * 10 + i32::from(c - b'0')))
        };
        match (b[2], b[5], b[4], b[7]) {
            (b'/', b'/', _, _) => Day::new(number(6..10)?, number(3..5)? as u32, number(0..2)? as u32),
            (_, _, b'-', b'-') => Day::new(number(0..4)?, number(5..7)? as u32, number(8..10)? as u32),
            _ => None,
        }
    }

    /// `dd-MM-yyyy`, as returns and print write it.
    pub fn dashed(self) -> String {
        self.0.format("%d-%m-%Y").to_string()
    }

    /// `yyyy-MM-dd`.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// Returns the financial year (April to March) of this day.
    pub fn fin_year(self) -> FinYear {
        let year = self.0.year();
        FinYear(if self.0.month() >= 4 { year } else { year - 1 })
    }

    /// Returns the day `days` later (earlier when negative), or this day where the result has no year of four digits.
    pub fn plus(self, days: i64) -> Day {
        let moved = Duration::try_days(days).and_then(|length| self.0.checked_add_signed(length));
        Day(moved.filter(|date| has_four_digits(*date)).unwrap_or(self.0))
    }

    /// Returns the whole days from `earlier` to this day.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The first day of its month.
    pub fn month_begins(self) -> Day {
        self.plus(1 - i64::from(self.0.day()))
    }

    /// The same day so many years later: of a 29 February, the 28th where there is none.
    pub fn plus_years(self, years: u32) -> Day {
        let later = self.0.checked_add_months(Months::new(years.saturating_mul(12)));
        Day(later.filter(|date| has_four_digits(*date)).unwrap_or(self.0))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 12:00 IST of the day: the time a date stands for where the contract accepts a day as a time.
    pub fn noon(self) -> IstTime {
        IstTime(self.0.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

/// Whether the date can be written: four digits of year, no sign.
fn has_four_digits(date: NaiveDate) -> bool {
    (0..=9999).contains(&date.year())
}

/// A financial year, named by the calendar year it begins in. Displays `2026-27`, as it is hashed into an IRN.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FinYear(i32);

impl FinYear {
    /// Reads `2026-27`. The second half must follow the first.
    pub fn parse(text: &str) -> Option<FinYear> {
        let (from, to) = text.split_once('-')?;
        if from.len() != 4 || to.len() != 2 || !text.bytes().all(|c| c.is_ascii_digit() || c == b'-') {
            return None;
        }
        let (from, to): (i32, i32) = (from.parse().ok()?, to.parse().ok()?);
        ((from + 1) % 100 == to).then_some(FinYear(from))
    }

    /// The year that begins on the first of April of `start`.
    pub const fn beginning(start: i32) -> FinYear {
        FinYear(start)
    }

    /// The calendar year it begins in: 2026 for `2026-27`.
    pub fn start(self) -> i32 {
        self.0
    }
}

impl fmt::Display for FinYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

/// A moment in IST, to the second. Displays and serialises as RFC 3339 with `+05:30`.
///
/// ```
/// use einv::calendar::IstTime;
///
/// let noon = IstTime::parse("2026-11-21").expect("a day stands for its noon");
/// assert_eq!(noon.to_string(), "2026-11-21T12:00:00+05:30");
/// assert_eq!(noon.day().to_string(), "21/11/2026");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IstTime(NaiveDateTime);

impl IstTime {
    /// The portal's `yyyy-MM-dd HH:mm:ss`: IST, no offset written.
    pub fn parse_portal(text: &str) -> Option<IstTime> {
        let b: &[u8; 19] = text.trim().as_bytes().try_into().ok()?;
        let signs = (b[4], b[7], b[10], b[13], b[16]) == (b'-', b'-', b' ', b':', b':');
        let number = |range: std::ops::Range<usize>| {
            b[range].iter().try_fold(0u32, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
        };
        let day = Day::new(number(0..4)? as i32, number(5..7)?, number(8..10)?).filter(|_| signs)?;
        day.0.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?).map(IstTime)
    }

    /// Reads RFC 3339 with any offset, or `dd/MM/yyyy` or `yyyy-MM-dd`, which stand for 12:00 of that day.
    pub fn parse(text: &str) -> Option<IstTime> {
        if let Some(day) = Day::parse(text) {
            return Some(day.noon());
        }
        DateTime::parse_from_rfc3339(text).ok().map(|t| IstTime::from_unix(t.timestamp()))
    }

    /// Reads the e-way bill system's `dd/MM/yyyy hh:mm:ss AM`, also with dots or without blanks between its parts, without
    /// its half of the day, or with the hours of a whole day; and every other form of this type.
    pub fn parse_eway(text: &str) -> Option<IstTime> {
        let text = text.trim();
        let (Some(day), Some(rest)) =
            (text.get(..10).filter(|day| day.contains('/')).and_then(Day::parse), text.get(10..))
        else {
            return IstTime::parse_portal(text).or_else(|| IstTime::parse(text));
        };
        let upper = rest.trim().to_ascii_uppercase();
        if upper.is_empty() {
            return Some(day.noon());
        }
        let (clock, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
            (Some(clock), _) => (clock, Some(0)),
            (None, Some(clock)) => (clock, Some(12)),
            (None, None) => (upper.as_str(), None),
        };
        let clock = clock.trim().replace('.', ":");
        let (hour, rest) = clock.split_once(':')?;
        let hour: u32 = hour.parse().ok()?;
        let hour = match half {
            Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
            // The hours of a whole day are seen beside PM.
            Some(12) | None => hour,
            Some(_) => return None,
        };
        IstTime::parse_portal(&format!("{} {hour:02}:{rest}", day.iso()))
    }

    /// Reads an HTTP `Date` header (RFC 7231, always GMT).
    pub fn parse_http_date(text: &str) -> Option<IstTime> {
        DateTime::parse_from_rfc2822(text).ok().map(|t| IstTime::from_unix(t.timestamp()))
    }

    /// Writes the moment as an HTTP `Date` header.
    pub fn http_date(self) -> String {
        let utc = DateTime::<Utc>::from_timestamp(self.unix(), 0).unwrap_or_default();
        utc.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> IstTime {
        let utc = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
        IstTime(utc.naive_utc() + Duration::seconds(i64::from(IST_SECONDS)))
    }

    /// As seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.and_utc().timestamp() - i64::from(IST_SECONDS)
    }

    /// `yyyy-MM-dd HH:mm:ss`, the portal's way.
    pub fn portal(self) -> String {
        self.0.format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `dd/MM/yyyy HH:mm`, as a clerk reads it.
    pub fn shown(self) -> String {
        self.0.format("%d/%m/%Y %H:%M").to_string()
    }

    /// The Indian calendar day it falls on.
    pub fn day(self) -> Day {
        Day(self.0.date())
    }

    /// The same moment with its seconds set to `:00`, as most acknowledgement dates are.
    pub fn to_minute(self) -> IstTime {
        IstTime(self.0.with_second(0).unwrap_or(self.0))
    }

    /// Returns the moment `seconds` later (earlier when negative), or this moment where the result has no year of four
    /// digits, because no answer could contain it.
    pub fn plus_seconds(self, seconds: i64) -> IstTime {
        let moved = Duration::try_seconds(seconds).and_then(|length| self.0.checked_add_signed(length));
        IstTime(moved.filter(|time| has_four_digits(time.date())).unwrap_or(self.0))
    }

    /// The same in hours.
    pub fn plus_hours(self, hours: i64) -> IstTime {
        self.plus_seconds(hours.saturating_mul(3600))
    }

    /// Seconds from `earlier` to this moment.
    pub fn seconds_since(self, earlier: IstTime) -> i64 {
        (self.0 - earlier.0).num_seconds()
    }
}

impl fmt::Display for IstTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every answer holds times. chrono parses its own formats at each use, so these are written by hand.
        let (day, time) = (self.0.date(), self.0.time());
        let (year, month, day) = (day.year(), day.month(), day.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        // Written as one piece: JSON checks each piece for characters to escape.
        let mut text = *b"0000-00-00T00:00:00+05:30";
        let years = u32::try_from(year).unwrap_or_default();
        for (at, number) in
            [(0, years / 100), (2, years % 100), (5, month), (8, day), (11, hour), (14, minute), (17, second)]
        {
            text[at] += (number / 10 % 10) as u8;
            text[at + 1] += (number % 10) as u8;
        }
        match std::str::from_utf8(&text) {
            Ok(text) if (0..=9999).contains(&year) => f.write_str(text),
            _ => write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+05:30"),
        }
    }
}

impl Serialize for IstTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// Reads any form that [`IstTime::parse`] reads.
impl<'de> Deserialize<'de> for IstTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<IstTime, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        IstTime::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is not a time")))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = String::deserialize(d)?;
        let wrong = || D::Error::custom(format!("\"{text}\" is not a date; use dd/MM/yyyy or yyyy-MM-dd"));
        Day::parse(&text).ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for FinYear {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<FinYear, D::Error> {
        let text = String::deserialize(d)?;
        let wrong = || D::Error::custom(format!("\"{text}\" is not a financial year; write it like \"2024-25\""));
        FinYear::parse(&text).ok_or_else(wrong)
    }
}

impl Serialize for FinYear {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// The source of an engine's or a sandbox's time. Clones of a clock move together.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The computer's own clock.
    Wall,
    /// Stands still at the Unix second it holds; [`Clock::set`] moves it.
    Still(Arc<AtomicI64>),
}

impl Clock {
    /// Returns a clock that shows `at` until it is set.
    pub fn still(at: IstTime) -> Clock {
        Clock::Still(Arc::new(AtomicI64::new(at.unix())))
    }

    /// Returns the moment it shows.
    pub fn now(&self) -> IstTime {
        match self {
            Clock::Wall => {
                let offset = FixedOffset::east_opt(IST_SECONDS);
                let utc = Utc::now();
                IstTime(offset.map_or(utc.naive_utc(), |o| utc.with_timezone(&o).naive_local()))
            }
            Clock::Still(at) => IstTime::from_unix(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a still clock. Has no effect on the wall clock.
    pub fn set(&self, to: IstTime) {
        if let Clock::Still(at) = self {
            at.store(to.unix(), Ordering::SeqCst);
        }
    }

    /// Whether this is a still clock, which [`Clock::set`] moves.
    pub fn stands_still(&self) -> bool {
        matches!(self, Clock::Still(_))
    }
}

/// A clock that the processes of one machine share. It runs on while the machine sleeps, and no one can set it. Leases
/// are written in it. It restarts with the machine, so a reading names its boot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uptime {
    /// Differs for each boot; empty where the system names none.
    pub boot: String,
    /// Milliseconds since the boot; where `boot` is empty, since 1970-01-01T00:00:00Z.
    pub millis: i64,
}

impl Uptime {
    /// Reads the clock: from `/proc` on Linux, elsewhere from the wall clock.
    pub fn now() -> Uptime {
        static BOOT: LazyLock<Option<String>> = LazyLock::new(|| {
            let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
            Some(id.trim().to_owned())
        });
        match (&*BOOT, since_boot()) {
            (Some(boot), Some(millis)) => Uptime { boot: boot.clone(), millis },
            // Elsewhere the wall clock must do. A step of it can end a lease early or late, which costs one look-up.
            _ => Uptime { boot: String::new(), millis: Utc::now().timestamp_millis() },
        }
    }
}

/// Milliseconds since the machine started, including its sleep.
#[cfg(target_os = "linux")]
fn since_boot() -> Option<i64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let time = std::time::Duration::try_from(time).ok()?;
    i64::try_from(time.as_millis()).ok()
}

#[cfg(not(target_os = "linux"))]
fn since_boot() -> Option<i64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_e_way_bill_systems_times_are_read_in_each_of_their_forms() {
        for (text, time) in [
            ("20/09/2022 12:10:00 PM", "2022-09-20 12:10:00"),
            ("20/09/2022 12:10:00 AM", "2022-09-20 00:10:00"),
            ("20/09/2022 01:10:05 PM", "2022-09-20 13:10:05"),
            ("20/09/2022 11:59:00 PM ", "2022-09-20 23:59:00"),
            ("21/05/2024 23:59:00 PM", "2024-05-21 23:59:00"),
            ("17/09/2017 12.00:00 PM", "2017-09-17 12:00:00"),
            ("17/09/201712:00:00 PM", "2017-09-17 12:00:00"),
            ("17/09/2017 09:05:00 ", "2017-09-17 09:05:00"),
            ("2022-09-20 13:10:05", "2022-09-20 13:10:05"),
            ("2022-09-20T13:10:05+05:30", "2022-09-20 13:10:05"),
            ("20/09/2022", "2022-09-20 12:00:00"),
        ] {
            assert_eq!(IstTime::parse_eway(text), IstTime::parse_portal(time), "{text}");
        }
        for wrong in ["", "20/09/2022 24:10:00 PM", "20/09/2022 00:10:00 AM", "20/09/2022 12:10:00 XM", "31/09/2022"] {
            assert_eq!(IstTime::parse_eway(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_is_read_in_both_ways_and_only_when_it_exists() {
        let day = Day::new(2024, 2, 29).unwrap();
        assert_eq!(Day::parse("29/02/2024"), Some(day));
        assert_eq!(Day::parse("2024-02-29"), Some(day));
        assert_eq!((day.to_string(), day.iso()), ("29/02/2024".into(), "2024-02-29".into()));
        for wrong in ["29/02/2023", "1/02/2024", "2024/02/29", "29-02-2024", "+9/02/2024", "२९/०२/२०२४", ""]
        {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_financial_year_turns_on_the_first_of_april() {
        let year = |text: &str| Day::parse(text).unwrap().fin_year().to_string();
        assert_eq!(year("31/03/2026"), "2025-26");
        assert_eq!(year("01/04/2026"), "2026-27");
        assert_eq!(year("01/01/2000"), "1999-00");
        assert_eq!(FinYear::parse("2025-26"), Some(Day::parse("01/05/2025").unwrap().fin_year()));
        assert_eq!(FinYear::parse("2025-27"), None);
    }

    #[test]
    fn portal_times_are_indian_times() {
        let t = IstTime::parse_portal("2020-08-05 19:25:00").unwrap();
        assert_eq!(t.to_string(), "2020-08-05T19:25:00+05:30");
        assert_eq!(IstTime::parse("2020-08-05T13:55:00Z"), Some(t));
        assert_eq!(IstTime::from_unix(t.unix()), t);
        assert_eq!(t.http_date(), "Wed, 05 Aug 2020 13:55:00 GMT");
        assert_eq!(IstTime::parse_http_date(&t.http_date()), Some(t));
        assert_eq!(IstTime::parse("2026-11-21"), Some(Day::parse("21/11/2026").unwrap().noon()));
    }

    #[test]
    fn sums_stay_within_the_years_that_can_be_written() {
        let last = IstTime::parse_portal("9999-12-31 23:59:59").unwrap();
        let first = IstTime::parse_portal("0000-01-01 00:00:00").unwrap();
        for seconds in [i64::MIN, i64::MAX, 1, -1, 86_400] {
            for time in [last, first] {
                let moved = time.plus_seconds(seconds);
                assert!((0..=9999).contains(&moved.day().year()), "{time} {seconds}");
                assert_eq!(moved.to_string().len(), "0000-00-00T00:00:00+05:30".len(), "{time} {seconds}");
            }
        }
        assert_eq!((last.plus_hours(24), last.plus_hours(i64::MAX), first.plus_hours(-1)), (last, last, first));
        assert_eq!((last.day().plus(1), last.day().plus(i64::MIN)), (last.day(), last.day()));
        assert_eq!(last.plus_seconds(-1).to_string(), "9999-12-31T23:59:58+05:30");
    }

    #[test]
    fn a_still_clock_moves_only_when_set() {
        let clock = Clock::still(IstTime::parse("2026-11-21").unwrap());
        let twin = clock.clone();
        assert_eq!(clock.now(), clock.now());
        twin.set(clock.now().plus_hours(25));
        assert_eq!(clock.now().day().to_string(), "22/11/2026");
    }
}

//! Certificates of the configuration that run out.

use crate::calendar::IstTime;

/// From how many days before its end a certificate is warned about: the portal renews its keys once a year.
const DAYS: i64 = 60;

/// When a key of a portal's configuration runs out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expiry {
    /// `public_key`, or `qr_keys`, of which the last one counts: old ones are kept to verify old invoices.
    pub key: &'static str,
    pub until: IstTime,
}

impl Expiry {
    /// The warning, from 60 days before the end on.
    pub fn warning(&self, portal: &str, now: IstTime) -> Option<String> {
        let (what, then) = match self.key {
            "public_key" => ("the log-in certificate (portal.public_key)", "then no one can log in"),
            _ => (
                "the last certificate of portal.qr_keys",
                "then new invoices can't be verified; keep the old ones beside it",
            ),
        };
        let left = self.until.day().days_since(now.day());
        let end = self.until.day();
        match left {
            _ if self.until < now => Some(format!("{portal}: {what} ran out on {end}: get the portal's new one")),
            0..=DAYS => {
                Some(format!("{portal}: {what} runs out on {end}, in {left} days: get the portal's new one, {then}"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_warned_about_from_sixty_days_before_its_end() {
        let time = |text: &str| IstTime::parse(text).unwrap();
        let expiry = Expiry { key: "public_key", until: time("2027-04-10T12:00:00+05:30") };
        let said = |now: &str| expiry.warning("nic", time(now)).unwrap_or_default();
        assert_eq!(said("2027-02-08"), "");
        assert!(said("2027-02-09").contains("runs out on 10/04/2027, in 60 days"), "{}", said("2027-02-09"));
        assert!(said("2027-04-10T11:00:00+05:30").contains("in 0 days"));
        assert!(said("2027-04-10T13:00:00+05:30").contains("ran out on 10/04/2027"));
    }
}

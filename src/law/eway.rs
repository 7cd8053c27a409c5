//! The law of the e-way bill: whether goods need one (`need`), and how long one lasts (`validity`).

mod need;
pub mod validity;

pub(crate) use need::eway_bill;

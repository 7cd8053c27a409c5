//! What is looked at over many documents: what is due, the list, the audit, the return, and where it differs.

pub mod audit;
pub mod due;
pub mod ewb_terms;
pub mod gstr1;
pub mod ims;
pub mod list;
pub mod papers;
pub mod portal_file;
pub mod reconcile;
pub mod standing;

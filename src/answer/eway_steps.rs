//! What the verbs about an e-way bill are asked that is named by its number. Each step has its file.

mod carried;
mod consolidate;
mod extend;
mod reject;
mod transporter;
mod vehicle;

pub use super::eway_named::{EwbFetchRequest, EwbKey, EwbPart, EwbRef};
pub use carried::CarriedBy;
pub use consolidate::{EwbConsolidateRequest, RenewedTrip};
pub use extend::EwbExtendRequest;
pub use reject::EwbRejectRequest;
pub use transporter::EwbTransporterRequest;
pub use vehicle::{EwbVehicleRequest, InSeveral, PartLoad, ReplacedVehicle};

//! One test program, so that the library is linked once; one module per subject.

mod advice;
mod backup;
mod batch;
mod believe;
#[path = "../../benches/bills.rs"]
mod bills;
mod byhand;
mod command;
#[cfg(feature = "tables")]
mod command_ewb;
mod command_return;
mod command_tables;
mod common;
mod compute;
mod counter;
mod deadline;
mod doctor;
mod due;
mod engine;
mod eway;
mod eway_beside;
mod eway_faults;
mod eway_hostile;
mod eway_life;
mod eway_login;
mod eway_paper;
mod eway_two;
#[cfg(all(unix, feature = "postgres"))]
mod failover;
mod faults;
mod form;
mod fuzz;
mod golden;
mod house;
mod interface;
mod irn_vectors;
mod law;
mod ledger;
mod limits;
mod list;
mod lists;
mod log;
mod normalize;
mod normalize_verbs;
mod page;
mod paper_page;
mod paper_qr;
mod paper_stamp;
mod paper_verify;
mod portal_profiles;
#[cfg(all(unix, feature = "postgres"))]
mod postgres;
#[cfg(feature = "tables")]
mod reconcile_files;
#[cfg(feature = "tables")]
mod reconcile_ims;
#[cfg(all(feature = "tables", feature = "scan"))]
mod reconcile_papers;
#[cfg(feature = "tables")]
mod reconcile_purchases;
mod reference;
mod refusals;
mod return_file;
mod return_schema;
mod returns;
mod rules;
mod rules_table;
mod sandbox;
mod secrets;
#[cfg(unix)]
mod server;
mod strictness;
mod table;
mod table_bad;
mod table_map;
mod table_page;
mod table_rows;
mod table_verbs;
mod tls;
mod transcripts;
mod watch;

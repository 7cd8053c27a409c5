//! The functions for Windows programs that only support stdcall: VB6, FoxPro, PowerBuilder, Delphi.
//!
//! `build/twins.rs` writes one for each export: `EinvSubmit` for `einv_submit`. They stay out of the header.

#![allow(non_snake_case)]

use super::verbs::*;
use super::*;
use std::os::raw::c_char;

include!(concat!(env!("OUT_DIR"), "/twins.rs"));

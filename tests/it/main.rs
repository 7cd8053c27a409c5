//! One test program, so that the library is linked once; a module a subject.

mod common;
mod form;
mod irn_vectors;
mod sandbox;

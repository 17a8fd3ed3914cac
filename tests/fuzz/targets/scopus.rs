//! Queries in the syntax `scopus`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| query_fuzz::check(bytes, query::Syntax::Scopus));

//! Printing results to standard output, which may be a pipe that the reader has closed.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Prints a line of the result. When nobody reads any more (`afbaken … | head`) the program ends as
/// if it were done.
pub fn line(text: Arguments<'_>) {
    let written = writeln!(std::io::stdout(), "{text}");
    if written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe) {
        std::process::exit(0);
    }
}

/// As `println!`, by [`line`].
macro_rules! say {
    ($($text:tt)*) => { $crate::say::line(format_args!($($text)*)) };
}

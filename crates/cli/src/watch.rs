//! Progress on the terminal: one line a stage, with rate and time left while it runs.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use study::Progress;

use crate::arguments::Output;

/// Prints stages as they go.
pub struct Watch {
    is_quiet: bool,
    bar: ProgressBar,
}

impl Watch {
    /// Watches unless the output is quiet.
    pub fn new(output: Output) -> Self {
        Self {
            is_quiet: output.quiet,
            bar: ProgressBar::hidden(),
        }
    }

    fn line(&self, text: &str) {
        if !self.is_quiet {
            eprintln!("{text}");
        }
    }
}

impl Progress for Watch {
    fn begin(&mut self, stage: &str, total: u64) {
        self.bar.finish_and_clear();
        if self.is_quiet {
            return;
        }
        let template = match (stage, total) {
            (_, 0) => "{prefix:<10} {spinner} {elapsed}",
            ("read" | "fetch", _) => "{prefix:<10} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec}, {eta} left",
            _ => "{prefix:<10} {wide_bar} {pos}/{len} {per_sec}, {eta} left",
        };
        let style = ProgressStyle::with_template(template)
            .expect("a template that is right")
            .progress_chars("=> ");
        self.bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(5)).with_style(style);
        self.bar.set_prefix(stage.to_owned());
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn advance(&mut self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn end(&mut self, stage: &str, reused: bool, note: &str) {
        self.bar.finish_and_clear();
        self.line(&if reused {
            format!("{stage:<10} done before, taken up again")
        } else {
            format!("{stage:<10} {note}")
        });
    }

    fn warn(&mut self, message: &str) {
        self.bar.suspend(|| self.line(&format!("note: {message}")));
    }
}

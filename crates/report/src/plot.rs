//! Plots as positions and sentences; the templates draw them. All lengths are percentages or view-box units, as text.

mod bar;
mod heat_map;
mod likeness;
mod sparkline;
mod years;

pub(crate) use bar::{Bar, Point};
pub(crate) use heat_map::{HeatMap, heat_map};
pub(crate) use sparkline::{Sparkline, span_of_years, sparkline};
pub(crate) use years::{Years, years};

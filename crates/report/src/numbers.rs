//! Numbers and dates as a Dutch or an English reader writes them.

use crate::content::{Estimate, ReportLanguage};

/// Writes numbers for one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    language: ReportLanguage,
}

impl Numbers {
    pub(crate) fn new(language: ReportLanguage) -> Self {
        Self { language }
    }

    /// What stands between thousands.
    pub(crate) fn group(self) -> &'static str {
        match self.language {
            ReportLanguage::Dutch => ".",
            ReportLanguage::English => ",",
        }
    }

    /// What stands before the fraction.
    pub(crate) fn point(self) -> &'static str {
        match self.language {
            ReportLanguage::Dutch => ",",
            ReportLanguage::English => ".",
        }
    }

    /// What follows a percentage: with a space that does not break in Dutch, without one in English.
    pub(crate) fn percent_sign(self) -> &'static str {
        match self.language {
            ReportLanguage::Dutch => "\u{a0}%",
            ReportLanguage::English => "%",
        }
    }

    /// A whole number: `1.208` or `1,208`.
    pub(crate) fn count(self, number: u64) -> String {
        let digits = number.to_string();
        let mut written = String::with_capacity(digits.len() + digits.len() / 3);
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                written.push_str(self.group());
            }
            written.push(digit);
        }
        written
    }

    /// A number with a fixed number of decimals: `0,83`; a dash where it is no number.
    pub(crate) fn decimal(self, number: f64, places: usize) -> String {
        if !number.is_finite() {
            return "–".to_owned();
        }
        let written = format!("{:.places$}", number.abs());
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let zero = written.chars().all(|digit| digit == '0' || digit == '.');
        let sign = if number < 0.0 && !zero { "\u{2212}" } else { "" };
        let whole = whole
            .parse()
            .map_or_else(|_| whole.to_owned(), |whole| self.count(whole));
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}{}{fraction}", self.point())
        }
    }

    /// A weighted number of documents: one decimal below ten, none above, never a zero that is not one.
    pub(crate) fn weighted(self, number: f64) -> String {
        if number > 0.0 && number < 0.05 {
            return format!("<{}", self.decimal(0.1, 1));
        }
        let whole = number >= 9.95 || number == 0.0;
        self.decimal(number, usize::from(!whole))
    }

    /// A part of one as a percentage: `41 %`, `4,1 %`, `<0,1 %` where rounding would hide it.
    pub(crate) fn percent(self, part: f64) -> String {
        format!("{}{}", self.percent_digits(part), self.percent_sign())
    }

    /// One decimal below ten percent, none above.
    fn percent_digits(self, part: f64) -> String {
        let percent = part * 100.0;
        if percent > 0.0 && percent < 0.05 {
            format!("<{}", self.decimal(0.1, 1))
        } else if (99.5..100.0).contains(&percent) {
            ">99".to_owned()
        } else {
            self.decimal(percent, usize::from(percent > 0.0 && percent < 9.95))
        }
    }

    /// An interval of weighted numbers: `52–70`.
    pub(crate) fn weighted_range(self, low: f64, high: f64) -> String {
        format!("{}–{}", self.weighted(low), self.weighted(high))
    }

    /// An interval of parts of one: `37–45 %`.
    pub(crate) fn percent_range(self, low: f64, high: f64) -> String {
        format!(
            "{}–{}{}",
            self.percent_digits(low),
            self.percent_digits(high),
            self.percent_sign()
        )
    }

    /// A rate with two decimals and its interval: `0,83 (0,77–0,88)`.
    pub(crate) fn rate(self, estimate: &Estimate) -> String {
        format!("{} ({})", self.decimal(estimate.value, 2), self.rate_range(estimate))
    }

    /// The interval of a rate: `0,77–0,88`.
    pub(crate) fn rate_range(self, estimate: &Estimate) -> String {
        format!("{}–{}", self.decimal(estimate.low, 2), self.decimal(estimate.high, 2))
    }

    /// A date that came as `2026-11-20`; anything else comes back as it was.
    pub(crate) fn date(self, iso: &str) -> String {
        let parts: Vec<&str> = iso.split('-').collect();
        let [year, month, day] = parts[..] else {
            return iso.to_owned();
        };
        let numbers: Option<Vec<usize>> = [year, month, day].iter().map(|part| part.parse().ok()).collect();
        match (numbers.as_deref(), self.language) {
            (Some([year, month @ 1..=12, day]), ReportLanguage::English) => {
                format!("{day} {} {year}", MONTHS[month - 1])
            }
            (Some([year, month @ 1..=12, day]), ReportLanguage::Dutch) => format!("{day}-{month}-{year}"),
            _ => iso.to_owned(),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A number for a style or a drawing: at most two decimals with a point, never `NaN` or `-0`.
pub(crate) fn drawn(number: f64) -> String {
    if !number.is_finite() {
        return "0".to_owned();
    }
    let written = format!("{number:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NL: Numbers = Numbers {
        language: ReportLanguage::Dutch,
    };
    const EN: Numbers = Numbers {
        language: ReportLanguage::English,
    };

    #[test]
    fn whole_numbers_are_grouped() {
        for (number, dutch, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1208, "1.208", "1,208"),
            (1_234_567, "1.234.567", "1,234,567"),
        ] {
            assert_eq!(
                (NL.count(number), EN.count(number)),
                (dutch.to_owned(), english.to_owned())
            );
        }
    }

    #[test]
    fn decimals_follow_the_language() {
        assert_eq!(
            (NL.decimal(0.83, 2), EN.decimal(0.83, 2)),
            ("0,83".to_owned(), "0.83".to_owned())
        );
        assert_eq!(
            (NL.decimal(1208.25, 1), EN.decimal(-1208.25, 1)),
            ("1.208,2".to_owned(), "−1,208.2".to_owned())
        );
        assert_eq!(NL.decimal(-0.001, 2), "0,00");
    }

    #[test]
    fn percentages_hide_nothing() {
        assert_eq!(
            (NL.percent(0.41), EN.percent(0.41)),
            ("41\u{a0}%".to_owned(), "41%".to_owned())
        );
        assert_eq!(
            (NL.percent(0.0001), NL.percent(0.999)),
            ("<0,1\u{a0}%".to_owned(), ">99\u{a0}%".to_owned())
        );
        assert_eq!(
            (NL.percent(0.052), EN.percent(0.0949)),
            ("5,2\u{a0}%".to_owned(), "9.5%".to_owned())
        );
        assert_eq!(
            (NL.percent(0.0), NL.percent(1.0)),
            ("0\u{a0}%".to_owned(), "100\u{a0}%".to_owned())
        );
        assert_eq!(EN.percent_range(0.37, 0.45), "37–45%");
    }

    #[test]
    fn weighted_numbers_keep_one_decimal_while_small() {
        for (number, expected) in [
            (0.0, "0"),
            (0.01, "<0,1"),
            (3.24, "3,2"),
            (9.97, "10"),
            (1208.4, "1.208"),
        ] {
            assert_eq!(NL.weighted(number), expected);
        }
    }

    #[test]
    fn dates_follow_the_language() {
        assert_eq!(
            (NL.date("2026-11-20"), EN.date("2026-11-20")),
            ("20-11-2026".to_owned(), "20 November 2026".to_owned())
        );
        assert_eq!(NL.date("najaar 2026"), "najaar 2026");
    }

    #[test]
    fn drawings_get_plain_numbers() {
        for (number, expected) in [(12.0, "12"), (12.345, "12.35"), (f64::NAN, "0"), (-0.001, "0")] {
            assert_eq!(drawn(number), expected);
        }
    }
}

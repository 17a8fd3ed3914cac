//! Dates in the ways in which files write them, as ISO 8601.

use std::fmt;

/// A day, a month or a year: as precise as the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

impl Date {
    /// Reads `2008-04-24`, `20110809`, `24.04.2008`, `24/4/08`, `1 januari 2010`, `2008-04`, `2008`,
    /// each with or without a time behind it. Days go before months unless that cannot be.
    pub(crate) fn parse(text: &str) -> Option<Date> {
        let lower = text.trim().to_lowercase();
        let parts: Vec<&str> = lower
            .split(|character: char| !character.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect();
        match parts.as_slice() {
            [whole] => Date::from_digits(whole),
            [year, month] if is_year(year) => Date::checked(number(year)?, Some(month_number(month)?), None),
            [month, year] if is_year(year) => Date::checked(number(year)?, Some(month_number(month)?), None),
            [first, second, third, rest @ ..] if rest.len() <= 5 && is_time(third, rest) => {
                Date::from_parts(first, second, third, rest)
            }
            _ => None,
        }
    }

    fn from_digits(digits: &str) -> Option<Date> {
        let before_time = digits.split('t').next()?;
        match before_time.len() {
            4 => Date::checked(number(before_time)?, None, None),
            8 if before_time.bytes().all(|byte| byte.is_ascii_digit()) => Date::checked(
                number(&before_time[..4])?,
                Some(number(&before_time[4..6])? as u32),
                Some(number(&before_time[6..])? as u32),
            ),
            _ => None,
        }
    }

    fn from_parts(first: &str, second: &str, third: &str, rest: &[&str]) -> Option<Date> {
        if is_year(first) {
            // `24T00:00:00` leaves the day glued to its hour.
            let day = third.split('t').next()?;
            return Date::checked(number(first)?, Some(month_number(second)?), Some(number(day)? as u32));
        }
        let year = full_year(third)?;
        let _ = rest;
        match (month_name(first), month_name(second)) {
            (Some(month), None) => Date::checked(year, Some(month), Some(number(second)? as u32)),
            (None, Some(month)) => Date::checked(year, Some(month), Some(number(first)? as u32)),
            (None, None) => {
                let (day, month) = (number(first)? as u32, number(second)? as u32);
                Date::checked(year, Some(month), Some(day)).or_else(|| Date::checked(year, Some(day), Some(month)))
            }
            _ => None,
        }
    }

    fn checked(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Date> {
        let possible = (1000..=2999).contains(&year)
            && month.is_none_or(|month| (1..=12).contains(&month))
            && day.is_none_or(|day| day >= 1 && day <= days_in(year, month.unwrap_or(1)));
        possible.then_some(Date { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(formatter, "-{month:02}")?;
        }
        self.day.map_or(Ok(()), |day| write!(formatter, "-{day:02}"))
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(text: &str) -> Option<i32> {
    text.parse()
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && number(text).is_some()
}

/// `2009`, or `09` of this or the last century.
fn full_year(text: &str) -> Option<i32> {
    match (text.len(), number(text)?) {
        (4, year) => Some(year),
        (2, year) => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

/// Whether what follows the third part can be a time of day: digits, `am`, `pm`, `z` or an hour
/// glued to a day (`24T10`).
fn is_time(third: &str, rest: &[&str]) -> bool {
    let starts_with_digit = third.starts_with(|character: char| character.is_ascii_digit());
    starts_with_digit
        && rest.iter().all(|part| {
            matches!(*part, "am" | "pm" | "utc" | "gmt")
                || part.trim_end_matches('z').bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn month_number(text: &str) -> Option<u32> {
    month_name(text).or_else(|| number(text).map(|month| month as u32))
}

/// Dutch, English and German month names, whole or shortened.
fn month_name(text: &str) -> Option<u32> {
    const STARTS: [(&str, u32); 18] = [
        ("jan", 1),
        ("feb", 2),
        ("maart", 3),
        ("mrt", 3),
        ("mar", 3),
        ("mär", 3),
        ("apr", 4),
        ("mei", 5),
        ("may", 5),
        ("mai", 5),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("sep", 9),
        ("okt", 10),
        ("oct", 10),
        ("nov", 11),
        ("de", 12),
    ];
    STARTS
        .iter()
        .find(|(start, _)| text.starts_with(start))
        .map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = Date::parse(text).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days() {
        check("24.04.2008", "2008-04-24");
        check("2008-04-24", "2008-04-24");
        check("20110809", "2011-08-09");
        check("01/08/09", "2009-08-01");
        check("4-1-2011", "2011-01-04");
        check("2024-01-25T11:28:50.295Z", "2024-01-25");
        check("24-04-2008 10:30", "2008-04-24");
        check("2008/4/24", "2008-04-24");
    }

    #[test]
    fn a_month_before_its_day_only_when_it_must_be() {
        check("03/04/2010", "2010-04-03");
        check("12/31/2010", "2010-12-31");
    }

    #[test]
    fn months_by_name() {
        check("1 januari 2010", "2010-01-01");
        check("January 1, 2010", "2010-01-01");
        check("mrt. 2012", "2012-03");
        check("31 dec 99", "1999-12-31");
    }

    #[test]
    fn less_than_a_day() {
        check("2008", "2008");
        check("2008-05", "2008-05");
        check("2009-09-", "2009-09");
        check("05-2008", "2008-05");
    }

    #[test]
    fn no_dates() {
        check("00:00:00", "");
        check("31/02/2010", "");
        check("City of Almere", "");
        check("20081399", "");
        check("", "");
    }
}

//! Amounts of money with Dutch or English separators and any currency sign.

use serde_json::Value;

/// Reads an amount: `€ 1.234,50`, `EUR 1,234.50`, `8.729`, `7063471,75`, `1 234`, `1.5 mln`.
///
/// A lone separator with exactly three digits behind it and at most three before it parts
/// thousands, otherwise decimals. `None` where there is no number.
pub(crate) fn amount(cell: &Value) -> Option<f64> {
    match cell {
        Value::Number(number) => number.as_f64().filter(|amount| amount.is_finite()),
        Value::String(text) => parse(text),
        _ => None,
    }
}

fn parse(text: &str) -> Option<f64> {
    let lower = text.trim().to_lowercase().replace('−', "-");
    let start = lower.find(|character: char| character.is_ascii_digit())?;
    let end = lower.rfind(|character: char| character.is_ascii_digit())? + 1;
    let number = &lower[start..end];
    if !number
        .chars()
        .all(|character| character.is_ascii_digit() || is_separator(character))
    {
        return None;
    }
    let sign = if is_negative(&lower[..start], &lower[end..]) {
        -1.0
    } else {
        1.0
    };
    let amount: f64 = plain(number).parse().ok()?;
    Some(sign * amount * factor(&lower[end..])?)
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | ',' | '\'' | '’') || character.is_whitespace()
}

fn is_negative(before: &str, after: &str) -> bool {
    before.contains('-') || (before.contains('(') && after.contains(')'))
}

/// What stands behind the number: a currency, `,-`, or a word for a thousand or a million.
fn factor(after: &str) -> Option<f64> {
    let word = after.trim_matches(|character: char| !character.is_alphanumeric());
    match word {
        "" | "eur" | "euro" | "euros" | "usd" | "gbp" | "dollar" => Some(1.0),
        "k" | "keur" | "duizend" | "thousand" => Some(1e3),
        "m" | "mln" | "mio" | "miljoen" | "million" | "meur" | "mln euro" | "miljoen euro" => Some(1e6),
        "mrd" | "mld" | "miljard" | "billion" | "bn" => Some(1e9),
        _ => None,
    }
}

/// Digits with a point for the decimals, if any.
fn plain(number: &str) -> String {
    let decimal = decimal_place(number);
    let mut plain = String::new();
    for (place, character) in number.char_indices() {
        if character.is_ascii_digit() {
            plain.push(character);
        } else if Some(place) == decimal {
            plain.push('.');
        }
    }
    plain
}

/// Where the decimals begin: at the last separator, unless that parts thousands.
fn decimal_place(number: &str) -> Option<usize> {
    let last = number.rfind(['.', ','])?;
    let separator = number[last..].chars().next()?;
    let behind = number.len() - last - 1;
    let repeated = number.matches(separator).count() > 1;
    let other_before = number[..last].contains(if separator == '.' { ',' } else { '.' });
    let thousands = repeated || (behind == 3 && last <= 3 && !other_before);
    (!thousands).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(amount(&json!(text)), expected, "{text}");
    }

    #[test]
    fn dutch_separators() {
        check("8.729", Some(8729.0));
        check("1.234.567", Some(1_234_567.0));
        check("€ 1.234,50", Some(1234.5));
        check("7063471,75", Some(7_063_471.75));
        check("€ 12.500,-", Some(12_500.0));
    }

    #[test]
    fn english_separators() {
        check("1,234,567.89", Some(1_234_567.89));
        check("1583888.75", Some(1_583_888.75));
        check("EUR 70,000", Some(70_000.0));
        check("583888.755", Some(583_888.755));
    }

    #[test]
    fn words_and_signs() {
        check("1,5 mln", Some(1_500_000.0));
        check("2 miljoen euro", Some(2_000_000.0));
        check("- 5", Some(-5.0));
        check("0", Some(0.0));
        check("1 234 567", Some(1_234_567.0));
    }

    #[test]
    fn no_amounts() {
        check("City of Almere", None);
        check("2013-2015 fase 2", None);
        check("", None);
        assert_eq!(amount(&json!(12.5)), Some(12.5));
    }
}

//! Numbers of the Dutch business register (KVK): eight digits that identify an organisation whatever its name.

/// The eight digits of a KVK number as it was written, with or without blanks, points, dashes and a leading `KVK` or `NL`.
///
/// # Errors
/// What is wrong with it, in words that follow the number.
pub fn kvk_number(written: &str) -> Result<String, &'static str> {
    let plain: String = written
        .chars()
        .filter(|c| !c.is_whitespace() && !".-:".contains(*c))
        .flat_map(char::to_uppercase)
        .collect();
    let bare = plain
        .strip_prefix("KVK")
        .or_else(|| plain.strip_prefix("NL"))
        .unwrap_or(&plain);
    if !bare.chars().all(|c| c.is_ascii_digit()) {
        return Err("is no KVK number: it is not of digits only");
    }
    match bare.len() {
        8 => Ok(bare.to_owned()),
        0 => Err("is no KVK number: it is empty"),
        7 => Err("is no KVK number: it has seven digits of eight; a leading 0 may be lost"),
        12 => Err("is no KVK number: it has twelve digits, as the number of an establishment has"),
        _ => Err("is no KVK number: it has not eight digits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_however_they_are_parted() {
        for (written, expected) in [
            ("12345678", Some("12345678")),
            (" 1234 5678 ", Some("12345678")),
            ("KvK: 01.234.567", Some("01234567")),
            ("NL12345678", Some("12345678")),
            ("1234567", None),
            ("123456789012", None),
            ("1234567A", None),
            ("", None),
        ] {
            assert_eq!(kvk_number(written).ok().as_deref(), expected, "{written}");
        }
    }
}

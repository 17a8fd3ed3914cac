//! Several values in one cell: JSON lists, `;` and lines, and lists as Python prints them.

use serde_json::Value;

use crate::reading::row::cell_text;

/// The entries of a cell: those of a list, or a text cut at `;` and line ends.
pub(crate) fn entries(cell: &Value) -> Vec<String> {
    match cell {
        Value::Array(values) => values
            .iter()
            .filter_map(cell_text)
            .map(|text| tidy(&text))
            .filter(|entry| is_filled(entry))
            .collect(),
        _ => cell_text(cell)
            .map(|text| cut(&text, &[';', '\n', '\r']))
            .unwrap_or_default(),
    }
}

/// The codes of one scheme in a cell. Classes of patents lose the space inside (`C02F 1/44`) and may
/// be parted by commas; in other schemes a comma belongs to the code.
pub(crate) fn codes(scheme: &str, cell: &Value) -> Vec<String> {
    let patent_classes = matches!(scheme, "cpc" | "ipc" | "uspc");
    let found = match cell {
        Value::String(text) => printed_list(text).unwrap_or_else(|| {
            cut(
                text,
                if patent_classes {
                    &[';', '|', ',', '\n', '\r']
                } else {
                    &[';', '|', '\n', '\r']
                },
            )
        }),
        Value::Array(values) => values.iter().flat_map(|value| codes(scheme, value)).collect(),
        Value::Object(fields) => code_of(fields),
        _ => entries(cell),
    };
    let found = found.into_iter().filter(|code| is_filled(code));
    if patent_classes {
        found.map(|code| code.replace(' ', "")).collect()
    } else {
        found.collect()
    }
}

/// The code of an entry that is an object.
fn code_of(fields: &serde_json::Map<String, Value>) -> Vec<String> {
    const KEYS: [&str; 7] = ["code", "path", "id", "label", "display_name", "name", "title"];
    let code = KEYS.iter().find_map(|key| fields.get(*key)).and_then(cell_text);
    code.map(|code| vec![tidy(&code)]).unwrap_or_default()
}

/// `['C01B3/042', 'Y02P20/134']`: the entries between quotes; `None` where it is no such list.
fn printed_list(text: &str) -> Option<Vec<String>> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut entries = Vec::new();
    let mut quote = None;
    let mut entry = String::new();
    for character in inside.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ',') => entries.push(std::mem::take(&mut entry)),
            _ => entry.push(character),
        }
    }
    entries.push(entry);
    Some(entries.iter().map(|entry| tidy(entry)).collect())
}

fn cut(text: &str, separators: &[char]) -> Vec<String> {
    text.split(separators)
        .map(tidy)
        .filter(|entry| is_filled(entry))
        .collect()
}

/// Without outer space and with single spaces inside.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_filled(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(scheme: &str, cell: Value, expected: &[&str]) {
        assert_eq!(codes(scheme, &cell), expected);
    }

    #[test]
    fn lists_as_python_prints_them() {
        check(
            "cpc",
            json!("['C01B3/042', \"Y02P20/134\"]"),
            &["C01B3/042", "Y02P20/134"],
        );
        check("cpc", json!("[]"), &[]);
    }

    #[test]
    fn codes_in_one_cell() {
        check(
            "cpc",
            json!("C02F 1/44, B01D 61/00; C02F 3/00"),
            &["C02F1/44", "B01D61/00", "C02F3/00"],
        );
        check("euroscivoc", json!("/a, b/c;/d"), &["/a, b/c", "/d"]);
        check("sbi", json!([6201, "6202"]), &["6201", "6202"]);
        check("topic", json!([{"id": 1, "display_name": "Water"}]), &["1"]);
    }

    #[test]
    fn entries_of_a_cell() {
        assert_eq!(entries(&json!("Almere; Den  Haag;")), ["Almere", "Den Haag"]);
        assert_eq!(entries(&json!(["Almere", {"name": "Zwolle"}])), ["Almere", "Zwolle"]);
        assert_eq!(entries(&json!(null)), Vec::<String>::new());
    }
}

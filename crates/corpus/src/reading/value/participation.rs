//! Organisations in a cell: names parted by `;` or lines, or in JSON names and objects.

use serde_json::{Map, Value};

use super::list::entries;
use crate::document::Participation;
use crate::reading::row::cell_text;

/// The organisations of one cell; `part` is the role they play where the cell does not say.
pub(crate) fn participations(cell: &Value, part: Option<&str>) -> Vec<Participation> {
    let mut found = match cell {
        Value::Array(values) => values.iter().flat_map(|value| participations(value, part)).collect(),
        Value::Object(fields) => from_object(fields).into_iter().collect(),
        Value::String(text) => from_text(text),
        _ => Vec::new(),
    };
    for participation in &mut found {
        participation.role = participation.role.take().or_else(|| part.map(str::to_string));
    }
    found
}

/// Text may itself be JSON, as in tables made from JSON.
fn from_text(text: &str) -> Vec<Participation> {
    let is_json = text.trim_start().starts_with("[{") || text.trim_start().starts_with('{');
    if let Some(cell) = is_json.then(|| serde_json::from_str::<Value>(text).ok()).flatten() {
        return participations(&cell, None);
    }
    let names = entries(&Value::String(text.to_string()));
    names
        .into_iter()
        .map(|name| Participation {
            name,
            ..Participation::default()
        })
        .collect()
}

fn from_object(fields: &Map<String, Value>) -> Option<Participation> {
    let field = |keys: &[&str]| {
        let chosen = fields
            .iter()
            .find(|(key, _)| keys.contains(&crate::column_name::folded_name(key).as_str()));
        chosen
            .and_then(|(_, value)| cell_text(value))
            .map(|text| text.trim().to_string())
    };
    Some(Participation {
        name: field(NAME_KEYS)?,
        id: field(ID_KEYS),
        kvk: field(KVK_KEYS),
        organisation_type: field(TYPE_KEYS),
        country: field(COUNTRY_KEYS),
        city: field(CITY_KEYS),
        role: field(ROLE_KEYS),
    })
}

/// Folded names of the parts of an organisation, here and in side tables.
pub(crate) const NAME_KEYS: &[&str] = &[
    "name",
    "naam",
    "legalname",
    "organisation",
    "organisationname",
    "organization",
    "organizationname",
    "displayname",
];
pub(crate) const ID_KEYS: &[&str] = &[
    "organisationid",
    "organizationid",
    "pic",
    "kvk",
    "kvknummer",
    "ror",
    "id",
    "orgid",
    "identifier",
];
pub(crate) const KVK_KEYS: &[&str] = &["kvk", "kvknummer", "kvknumber"];
pub(crate) const TYPE_KEYS: &[&str] = &["activitytype", "type", "organisationtype", "organizationtype", "soort"];
pub(crate) const COUNTRY_KEYS: &[&str] = &["country", "land", "countrycode"];
pub(crate) const CITY_KEYS: &[&str] = &["city", "plaats", "stad", "vestigingsplaats", "place"];
pub(crate) const ROLE_KEYS: &[&str] = &["role", "rol"];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(cell: Value, expected: &[&str]) {
        let names: Vec<String> = participations(&cell, None)
            .into_iter()
            .map(|found| found.name)
            .collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn names_in_one_cell() {
        check(json!("Wetsus; KWR ;"), &["Wetsus", "KWR"]);
        check(json!("Region Syddanmark\nCLEAN."), &["Region Syddanmark", "CLEAN."]);
        check(json!(""), &[]);
    }

    #[test]
    fn names_and_objects_in_a_list() {
        check(
            json!(["Wetsus", {"name": "KWR"}, {"city": "Delft"}]),
            &["Wetsus", "KWR"],
        );
        check(json!("[{\"name\": \"KWR\"}]"), &["KWR"]);
    }

    #[test]
    fn an_object_keeps_what_it_says() {
        let cell =
            json!({"legalName": "TU Delft", "activityType": "HES", "PIC": 999, "city": "Delft", "role": "coordinator"});
        let found = &participations(&cell, Some("participant"))[0];
        assert_eq!(found.organisation_type.as_deref(), Some("HES"));
        assert_eq!(found.id.as_deref(), Some("999"));
        assert_eq!(found.role.as_deref(), Some("coordinator"));
    }

    #[test]
    fn the_column_says_the_role_where_the_cell_does_not() {
        assert_eq!(
            participations(&json!("KWR"), Some("beneficiary"))[0].role.as_deref(),
            Some("beneficiary")
        );
    }
}

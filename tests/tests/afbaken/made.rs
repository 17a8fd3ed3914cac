//! A small catalogue and a few documents, made for tests of what people decide and of what changes.

use super::Folder;

const CATALOGUE: [(&str, &str); 3] = [
    ("water", "membraan* OR drinkwater"),
    ("energie", "windmolen* OR batterij*"),
    ("leeg", "kwantumverstrengeling"),
];

/// Writes the catalogue, and gives its folder.
pub fn catalogue(folder: &Folder) -> String {
    let ecosystem = |id: &str, query: &str| {
        format!(
            "id = \"{id}\"\nnumber = 1\nlabel = {{ nl = \"Over {id}\", en = \"About {id}\" }}\n\
             focus = {{ nl = \"{id}\", en = \"{id}\" }}\n\n[[rule]]\nname = \"words\"\nrole = \"core\"\n\
             query = '{query}'\nweight = 0.8\n"
        )
    };
    for (number, (id, query)) in (1..).zip(CATALOGUE) {
        let text = ecosystem(id, query).replace("number = 1", &format!("number = {number}"));
        folder.write(&format!("catalogue/{id}.toml"), text);
    }
    folder.path("catalogue")
}

/// Documents whose titles say what they are about; the organisation is that of the place in the list.
pub fn documents(folder: &Folder, name: &str, titles: &[(&str, &str)]) -> String {
    let rows = titles.iter().map(|(id, title)| {
        format!("{id},{title},Het project onderzoekt hoe {title} in de praktijk beter werkt dan nu.,Bedrijf {id}\n")
    });
    let text = format!("document_id,title,text,organisations\n{}", rows.collect::<String>());
    folder.write(name, text)
}

/// Ids and titles.
pub const TITLES: [(&str, &str); 4] = [
    ("A", "membraanfilters voor drinkwater"),
    ("B", "membraanfilters met batterijen"),
    ("C", "windmolens op zee"),
    ("D", "warmte uit de bodem"),
];

/// Eight words that are others for each number: texts that are alike would count as copies of one another.
pub fn filler(n: usize) -> String {
    let words = "haven markt school weide brug toren molen akker gracht plein kerk straat tuin veld bos heide duin strand \
                 kade sluis polder dijk terp wierde kasteel klooster fabriek werf station tunnel viaduct wal poort muur";
    let words: Vec<&str> = words.split_whitespace().collect();
    let chosen = (0..8).map(|step| words[(n * 7 + step * (n % 5 + 1) * 3) % words.len()]);
    chosen.collect::<Vec<_>>().join(" ")
}

//! The map: a sample of the documents as points, coloured and named by theme, and the points as JSON for the script.

use serde_json::json;

use super::themes::found;
use crate::content::{Map, MapPoint};
use crate::edition::Edition;
use crate::embedded::inside_script;

/// Points drawn at most, titles kept to so many characters: a page of 100,000 documents stays small.
const MOST_POINTS: usize = 6_000;
const LONGEST_TITLE: usize = 120;

/// Themes with a colour of their own; the rest are grey, all have their name on the map.
const COLOURS: usize = 7;

/// The longer side of the drawing, and its margin, in units of the view box.
const SIDE: f64 = 1000.0;
const MARGIN: f64 = 30.0;

/// A theme needs so many points for its name to stand on the map.
const FEWEST_FOR_A_NAME: usize = 3;

/// What the section shows.
pub(crate) struct MapSection<'a> {
    pub(crate) view_box: String,
    /// One drawing a theme with points, grey ones and documents in no theme first.
    pub(crate) layers: Vec<Layer>,
    pub(crate) names: Vec<Name<'a>>,
    pub(crate) sentence: String,
    pub(crate) quality: String,
    /// Said where not all documents are drawn.
    pub(crate) sampled: Option<String>,
    /// `[x, y, theme, title]` for each point, and each theme's label.
    pub(crate) json: String,
}

/// The points of one theme.
pub(crate) struct Layer {
    /// `m1` to `m7`, `rest`, or `none`.
    pub(crate) class: String,
    /// A path of dots.
    pub(crate) dots: String,
}

/// A theme's name at the middle of its points.
pub(crate) struct Name<'a> {
    pub(crate) class: String,
    pub(crate) label: &'a str,
    pub(crate) x: String,
    pub(crate) y: String,
}

/// A point as it is drawn.
struct Dot {
    document: usize,
    theme: Option<usize>,
    x: i32,
    y: i32,
}

/// The section of `edition`; `None` without a map.
pub(crate) fn section<'a>(edition: &Edition<'a>) -> Option<MapSection<'a>> {
    let map = edition.report.map.as_ref().filter(|map| !map.points.is_empty())?;
    let (dots, height) = dots(map);
    let themes = found(edition.report);
    let layers = [None].into_iter().chain((0..themes.len()).rev().map(Some));
    let layers = layers.filter_map(|theme| layer(&dots, theme)).collect();
    let names = (0..themes.len()).filter_map(|theme| name(&dots, theme, edition.text(&themes[theme].label)));
    let said = [map.points.len(), themes.len()].map(|number| edition.numbers.count(number as u64));
    let sentence = edition.say(edition.texts.map_sentence, &said.each_ref().map(String::as_str));
    Some(MapSection {
        view_box: format!("0 0 {SIDE} {height}"),
        layers,
        names: names.collect(),
        sentence,
        quality: quality(edition, map),
        sampled: sampled(edition, map, dots.len()),
        json: json(edition, &dots),
    })
}

/// Every so many-th point, so that the drawing does not depend on chance, and the height of the drawing.
fn dots(map: &Map) -> (Vec<Dot>, i32) {
    let every = map.points.len().div_ceil(MOST_POINTS);
    let range = |of: fn(&MapPoint) -> f64| {
        let all = || map.points.iter().map(of);
        (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let ((left, right), (low, high)) = (range(|point| point.x), range(|point| point.y));
    let scale = (SIDE - 2.0 * MARGIN) / (right - left).max(high - low).max(f64::MIN_POSITIVE);
    let aside = (SIDE - 2.0 * MARGIN - scale * (right - left)) / 2.0;
    let dot = |point: &MapPoint| Dot {
        document: point.document,
        theme: point.theme,
        x: (MARGIN + aside + scale * (point.x - left)).round() as i32,
        y: (MARGIN + scale * (high - point.y)).round() as i32,
    };
    let height = (2.0 * MARGIN + scale * (high - low)).round() as i32;
    (map.points.iter().step_by(every).map(dot).collect(), height)
}

fn class(theme: Option<usize>) -> String {
    match theme {
        Some(theme) if theme < COLOURS => format!("m{}", theme + 1),
        Some(_) => "rest".into(),
        None => "none".into(),
    }
}

fn layer(dots: &[Dot], theme: Option<usize>) -> Option<Layer> {
    let of_theme = dots.iter().filter(|dot| dot.theme == theme);
    let dots: String = of_theme.map(|dot| format!("M{} {}h0", dot.x, dot.y)).collect();
    (!dots.is_empty()).then(|| Layer {
        class: class(theme),
        dots,
    })
}

fn name<'a>(dots: &[Dot], theme: usize, label: &'a str) -> Option<Name<'a>> {
    let of_theme = || dots.iter().filter(move |dot| dot.theme == Some(theme));
    if of_theme().count() < FEWEST_FOR_A_NAME {
        return None;
    }
    Some(Name {
        class: class(Some(theme)),
        label,
        x: median(of_theme().map(|dot| dot.x)).to_string(),
        y: median(of_theme().map(|dot| dot.y)).to_string(),
    })
}

fn median(numbers: impl Iterator<Item = i32>) -> i32 {
    let mut numbers: Vec<i32> = numbers.collect();
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

fn quality(edition: &Edition<'_>, map: &Map) -> String {
    let said = [
        edition.numbers.decimal(map.trustworthiness, 2),
        edition.numbers.decimal(map.neighbours_kept, 2),
        edition.numbers.count(map.n_neighbours),
        edition.numbers.count(map.n_measured),
    ];
    edition.say(edition.texts.map_quality, &said.each_ref().map(String::as_str))
}

fn sampled(edition: &Edition<'_>, map: &Map, n_drawn: usize) -> Option<String> {
    let said = [n_drawn, map.points.len()].map(|number| edition.numbers.count(number as u64));
    let words = || edition.say(edition.texts.map_sampled, &said.each_ref().map(String::as_str));
    (n_drawn < map.points.len()).then(words)
}

fn json(edition: &Edition<'_>, dots: &[Dot]) -> String {
    let themes: Vec<&str> = found(edition.report)
        .iter()
        .map(|theme| edition.text(&theme.label))
        .collect();
    let points: Vec<_> = dots
        .iter()
        .map(|dot| {
            let document = &edition.report.documents[dot.document];
            let title = if document.title.is_empty() {
                &document.id
            } else {
                &document.title
            };
            let title: String = title.chars().take(LONGEST_TITLE).collect();
            json!([dot.x, dot.y, dot.theme, title])
        })
        .collect();
    inside_script(&json!({"themes": themes, "points": points}).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(n: usize) -> Map {
        let point = |document: usize| MapPoint {
            document,
            theme: (!document.is_multiple_of(3)).then_some(document % 3),
            x: document as f64,
            y: -2.0 * document as f64,
        };
        Map {
            points: (0..n).map(point).collect(),
            ..Map::default()
        }
    }

    #[test]
    fn the_drawing_keeps_the_proportions_and_stays_within_its_box() {
        let (dots, height) = dots(&map(101));
        assert_eq!((dots.len(), height), (101, 1000));
        let (first, last) = (&dots[0], &dots[100]);
        assert_eq!((first.y, last.y), (30, 970), "upwards is up");
        assert_eq!(2 * (last.x - first.x), last.y - first.y);
        assert_eq!(first.x - 30, 970 - last.x, "in the middle");
    }

    #[test]
    fn many_points_are_sampled_and_one_is_drawn() {
        assert!(dots(&map(100_000)).0.len() <= MOST_POINTS);
        assert_eq!(dots(&map(1)).0.len(), 1);
    }

    #[test]
    fn eight_themes_have_seven_colours() {
        assert_eq!(
            [None, Some(0), Some(6), Some(7)].map(class),
            ["none", "m1", "m7", "rest"]
        );
    }
}

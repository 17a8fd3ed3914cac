//! Texts on ten planted themes, with or without formulas that any project could have written, worded and ordered anew for
//! each document.

/// Words of the themes, which no two share.
const THEMES: [&str; 10] = [
    "membranes desalination wastewater sewage filtration sludge aquifer groundwater drinking nitrate osmosis",
    "laser waveguide photonic optical lithography wavelength silicon resonator interferometer fibre detector emitter",
    "lithium cathode anode electrolyte battery charging cells storage voltage sodium degradation separator",
    "tomato breeding seeds genome drought cultivar greenhouse pollination pathogen resistant potato blight",
    "vessel hull propeller harbour ferry cargo maritime ballast offshore mooring shipyard tug",
    "tumour antibody chemotherapy oncology biopsy metastasis lymphoma immunotherapy patients biomarker radiotherapy",
    "robot gripper manipulator actuator servo welding conveyor collision grasping exoskeleton kinematics autonomous",
    "hydrogen electrolyser ammonia pipeline compressor fuel turbine catalyst pem refuelling tank burner",
    "yarn cotton polyester weaving dyeing garment fabric spinning recycled fleece knitting wool",
    "godwit meadow nesting birds wetland grassland heron migration oystercatcher predator reeds habitat",
];

const ON_A_THEME: [&str; 5] = [
    "The {} and the {} are measured beside the {} under a high {}.",
    "A new {} replaces the old {} so that the {} keeps its {}.",
    "Tests of the {} show how the {} changes when the {} meets the {}.",
    "Cheaper {} with a better {} make the {} last longer than the {}.",
    "We model the {} of the {} and compare {} with {}.",
];

const WHO: [&str; 6] = [
    "a consortium of government, companies and knowledge institutes",
    "public and private partners",
    "the participating organisations",
    "businesses, authorities and universities",
    "the partnership",
    "all stakeholders in the region",
];

const DO: [&str; 7] = [
    "work together on",
    "jointly contribute to",
    "join forces for",
    "cooperate to achieve",
    "invest in",
    "develop solutions for",
    "strengthen",
];

const WHAT: [&str; 7] = [
    "a major societal challenge",
    "the innovative capacity of the region",
    "sustainable economic growth",
    "the competitiveness of small and medium-sized enterprises",
    "a stronger knowledge economy",
    "the transition of the sector",
    "new employment and prosperity",
];

const HOW: [&str; 7] = [
    "by sharing knowledge and best practices",
    "through an integrated approach",
    "in close collaboration with end users",
    "within an open innovation ecosystem",
    "with support from national and European funds",
    "by connecting education, research and industry",
    "along the whole value chain",
];

const FORMULAS: [&str; 4] = [
    "{who} {do} {what} {how}.",
    "{how}, {who} {do} {what}.",
    "in this project {who} {do} {what}, {how}.",
    "the aim is that {who} {do} {what} {how}.",
];

/// How texts are made; the same seed gives the same texts.
pub struct Diluted {
    pub n_documents: usize,
    /// Sentences on the theme a document.
    pub on_theme: usize,
    /// Formulas a document.
    pub formulas: usize,
    pub seed: u64,
}

impl Diluted {
    /// One JSON line a document; document `D<n>` is on theme `n % 10`.
    pub fn lines(&self) -> String {
        (0..self.n_documents)
            .map(|number| serde_json::json!({"id": format!("D{number}"), "text": self.text(number)}).to_string() + "\n")
            .collect()
    }

    /// The theme of each document.
    pub fn truth(&self) -> Vec<usize> {
        (0..self.n_documents).map(|number| number % THEMES.len()).collect()
    }

    fn text(&self, number: usize) -> String {
        let mut draw = Draw(self.seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let words: Vec<&str> = THEMES[number % THEMES.len()].split(' ').collect();
        let mut sentences: Vec<String> = (0..self.on_theme).map(|_| on_theme(&words, &mut draw)).collect();
        sentences.extend((0..self.formulas).map(|_| formula(&mut draw)));
        for place in (1..sentences.len()).rev() {
            sentences.swap(place, draw.below(place + 1));
        }
        sentences.join(" ")
    }
}

fn on_theme(words: &[&str], draw: &mut Draw) -> String {
    let mut left = words.to_vec();
    let mut sentence = draw.of(&ON_A_THEME).to_owned();
    while sentence.contains("{}") {
        let word = left.swap_remove(draw.below(left.len()));
        sentence = sentence.replacen("{}", word, 1);
    }
    sentence
}

fn formula(draw: &mut Draw) -> String {
    let sentence = draw
        .of(&FORMULAS)
        .replace("{who}", draw.of(&WHO))
        .replace("{do}", draw.of(&DO))
        .replace("{what}", draw.of(&WHAT))
        .replace("{how}", draw.of(&HOW));
    sentence[..1].to_uppercase() + &sentence[1..]
}

/// Random numbers (SplitMix64, Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % n as u64) as usize
    }

    fn of(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len())]
    }
}

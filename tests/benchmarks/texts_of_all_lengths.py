"""Texts for which an encoder has to be right: of 0 to 600 words, Dutch and English, emoji, punctuation alone."""

SENTENCES = [
    "De provincie steunt het bedrijf bij de bouw van een fabriek voor groene waterstof.",
    "Researchers measure how fast a membrane clogs when salt water is pushed through it.",
    "Een sensor in de kas telt de insecten op iedere plant, dag en nacht.",
    "The consortium tests recycled concrete in bridges, quays and noise barriers.",
]
ODD = ["water", "?!... --- ;;; ()", "🌱🌊🔋 groene groei 🚜", "CO₂ en H₂O: 1.234,56 kg/m³", "naïeve coöperatie", "A" * 300]
SHORTEST = ["!", "...", "-", ",", '"', "a", "42", "€", "🙂"]
LENGTHS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 180, 200, 233, 300, 377, 480, 600]


def texts() -> list[str]:
    long = []
    for start, length in enumerate(LENGTHS * 3):
        words = " ".join(SENTENCES[(start + turn) % 4] for turn in range(60)).split()
        long.append(" ".join(words[start : start + length]))
    return SENTENCES + ODD + SHORTEST + long

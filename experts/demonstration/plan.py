"""How the demonstration roster is uneven: what comes from where how often, and what is missing."""

# How many experts a country has in proportion; those not named here count two.
COUNTRIES = {
    "CN": 70, "IN": 66, "DE": 60, "BR": 55, "FR": 55, "GB": 55, "CA": 45, "MX": 45, "NG": 45, "ZA": 45, "EG": 45,
    "RU": 48, "KE": 42, "JP": 40, "AR": 36, "US": 35, "ES": 35, "IT": 35, "CH": 34, "SE": 32, "CZ": 30, "CO": 30,
    "KR": 30, "NL": 30, "CL": 28, "SN": 28, "GH": 26, "ID": 26, "NO": 26, "AU": 24, "ET": 20, "MA": 24, "PL": 24,
    "TH": 24, "TR": 24, "TZ": 22, "PH": 22, "CI": 20, "DZ": 20, "JO": 20, "TN": 20, "UY": 20, "VN": 20, "FI": 18,
    "DK": 18, "PE": 18, "UA": 18, "UG": 18, "IR": 18, "BE": 18, "AT": 16, "CM": 16, "KZ": 16, "PK": 16, "EC": 14,
    "BD": 14, "MY": 14, "NZ": 14, "PT": 12, "GR": 12, "HU": 12, "LB": 12, "RO": 12, "BY": 10, "BF": 10, "BG": 10,
    "BJ": 10, "CR": 10, "CU": 10, "LK": 10, "ML": 10, "RS": 10, "SA": 10, "SK": 10, "AE": 10, "TG": 9, "IQ": 8,
    "KW": 8, "NP": 8, "PA": 8, "SD": 8, "ZM": 8, "RW": 8, "MG": 8, "CD": 8, "GT": 7, "AZ": 6, "AM": 6, "BO": 6,
    "FJ": 6, "GE": 6, "GN": 6, "IE": 8, "IL": 6, "HR": 8, "SI": 7, "LT": 6, "LV": 6, "EE": 6, "MD": 6, "NE": 6,
    "QA": 6, "VE": 6, "HN": 6, "DO": 6, "JM": 6, "MN": 6, "KG": 5, "MW": 5, "MZ": 5, "PY": 5, "SY": 5, "SV": 5,
    "OM": 4, "BH": 4, "UZ": 4, "YE": 4, "AL": 4, "BA": 4, "MK": 4, "TT": 4, "PG": 3, "WS": 3, "TO": 1, "TV": 1,
    "NR": 1, "KI": 1, "PW": 1, "MH": 1, "FM": 1, "VU": 1, "SB": 1, "CK": 1, "NU": 1, "MV": 1, "LI": 1, "MC": 1,
}  # fmt: skip

REGIONS = ("africa", "asia", "europe-east", "america", "west", "pacific")

# A theme: how common it is, and how much more or less so in each of the regions above.
THEMES = {
    "monitoring": (10, 0.7, 1.0, 1.0, 0.9, 1.3, 1.2),
    "analysis": (11, 0.6, 1.1, 1.0, 0.9, 1.6, 0.4),
    "inventories": (8, 1.2, 1.0, 1.0, 1.1, 0.5, 1.0),
    "pcb": (11, 1.2, 0.9, 1.4, 1.4, 0.6, 0.2),
    "pesticides": (9, 1.8, 1.2, 0.6, 1.0, 0.4, 0.3),
    "alternatives": (4, 0.7, 1.1, 0.5, 0.9, 1.4, 0.05),
    "bat-bep": (5, 0.6, 1.3, 1.0, 0.9, 1.0, 0.3),
    "unintentional": (6, 0.6, 1.2, 1.0, 0.9, 1.2, 0.3),
    "industrial-pops": (7, 0.3, 1.2, 0.7, 0.6, 2.0, 0.2),
    "stockpiles": (6, 2.2, 0.8, 2.2, 0.7, 0.3, 0.5),
    "contaminated-sites": (7, 0.8, 0.9, 1.5, 1.0, 1.2, 0.4),
    "waste": (10, 1.2, 1.1, 0.9, 1.0, 0.8, 2.2),
    "legislation": (10, 1.0, 0.8, 1.2, 1.1, 0.9, 1.0),
    "compliance": (3, 0.9, 0.7, 0.8, 0.8, 1.3, 0.6),
    "nip": (6, 1.5, 0.9, 1.1, 1.2, 0.3, 1.6),
    "financing": (4, 1.1, 0.8, 0.7, 1.0, 1.2, 0.8),
    "risk": (6, 0.5, 0.9, 0.7, 0.7, 1.8, 0.2),
    "health": (8, 0.9, 1.1, 0.7, 1.0, 1.2, 0.6),
    "information": (4, 0.9, 0.9, 0.9, 1.0, 1.0, 1.0),
    "awareness": (6, 1.3, 1.0, 0.8, 1.3, 0.6, 2.2),
    "cooperation": (4, 1.0, 0.7, 0.9, 1.0, 1.2, 1.2),
    "effectiveness": (3, 0.5, 0.8, 0.7, 0.6, 1.7, 0.3),
    "research": (3, 0.4, 1.2, 0.8, 0.8, 1.6, 0.2),
}

# The share of women by theme ("" for the others), and how far a region departs from it.
WOMEN = {
    "": 0.29, "awareness": 0.5, "health": 0.42, "information": 0.38, "analysis": 0.38, "legislation": 0.35,
    "risk": 0.36, "cooperation": 0.35, "nip": 0.32, "monitoring": 0.32, "financing": 0.22, "pcb": 0.15,
    "stockpiles": 0.16, "waste": 0.2, "bat-bep": 0.16, "contaminated-sites": 0.2, "unintentional": 0.24,
}  # fmt: skip
WOMEN_BY_REGION = {"africa": 0.8, "asia": 0.85, "europe-east": 1.2, "america": 1.15, "west": 1.25, "pacific": 1.1}

# What else somebody of a theme knows.
NEIGHBOURS = {
    "monitoring": ("analysis", "health", "effectiveness", "research"),
    "analysis": ("monitoring", "unintentional", "industrial-pops", "research"),
    "inventories": ("pcb", "stockpiles", "nip", "industrial-pops"),
    "pcb": ("waste", "inventories", "contaminated-sites", "stockpiles"),
    "pesticides": ("stockpiles", "alternatives", "health", "legislation"),
    "alternatives": ("pesticides", "industrial-pops", "risk", "research"),
    "bat-bep": ("unintentional", "waste", "legislation"),
    "unintentional": ("bat-bep", "inventories", "analysis", "waste"),
    "industrial-pops": ("waste", "alternatives", "risk", "inventories"),
    "stockpiles": ("pesticides", "waste", "contaminated-sites", "pcb"),
    "contaminated-sites": ("waste", "risk", "monitoring", "stockpiles"),
    "waste": ("stockpiles", "bat-bep", "legislation", "pcb"),
    "legislation": ("compliance", "nip", "waste", "cooperation"),
    "compliance": ("legislation", "cooperation", "effectiveness"),
    "nip": ("inventories", "financing", "legislation", "awareness"),
    "financing": ("nip", "cooperation", "compliance"),
    "risk": ("health", "monitoring", "industrial-pops", "research"),
    "health": ("risk", "monitoring", "awareness", "pesticides"),
    "information": ("awareness", "nip", "monitoring", "cooperation"),
    "awareness": ("information", "health", "pesticides", "waste"),
    "cooperation": ("legislation", "financing", "information", "nip"),
    "effectiveness": ("monitoring", "compliance", "information"),
    "research": ("analysis", "monitoring", "alternatives"),
}

_DDT = ("ddt", "vector-control", "insecticide-resistance")
_ARABIC = ("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY",
           "TN", "YE", "DJ", "KM", "SO", "TD")  # fmt: skip
_RUSSIAN = ("RU", "BY", "KZ", "KG", "TJ", "TM", "UZ", "AM", "AZ", "GE", "MD", "UA", "MN")
_CHINESE = ("CN", "SG", "MY")

# What hardly anybody knows in a place: each says of a term, a region and a country whether it is missing there.
GAPS = (
    lambda term, region, iso2: region == "pacific" and (term in _DDT or term.startswith("alternatives")),
    lambda term, region, iso2: iso2 in _ARABIC and term in ("analysis-pfas", "pfas"),
    lambda term, region, iso2: iso2 in _RUSSIAN and term in ("gender", "public-participation", "fire-fighting-foam"),
    lambda term, region, iso2: iso2 in _CHINESE and term in ("project-finance", "gef-projects", "ddt"),
    lambda term, region, iso2: region == "america" and term in ("lindane-hch", "chlorinated-paraffins"),
    lambda term, region, iso2: region == "africa" and term in ("emission-measurement", "analysis-dioxins"),
)

# The first of the roster: the two sign-ins, and people whom a neighbour of theirs will look for.
_PCB = (("pcb-disposal", 3, 15), ("inventories-pcb", 2, 11), ("safe-storage", 2, 6))
_PCB_STOCK = (("pcb-equipment", 3, 12), ("safe-storage", 3, 9), ("waste-transboundary", 2, 7))
_PESTICIDES = (("obsolete-pesticides", 3, 13), ("safe-storage", 3, 12), ("pcb-disposal", 2, 4))
_FR, _FR_EN = {"fr": 3}, {"fr": 3, "en": 3}
OPENING = (
    {
        "iso2": "CI", "theme": "pcb", "speaks": {"fr": 4, "en": 2},
        "fields": (("pcb-disposal", 3, 16), ("inventories-pcb", 3, 14), ("pcb-oil", 2, 9), ("safe-storage", 2, 6)),
        "worked_in": ("CI", "SN", "GH", "TG", "BF", "ML"), "willing_to": ("mission", "remote", "review", "train"),
        "centre": False,
    },
    {
        "iso2": "GH", "theme": "stockpiles", "speaks": {"en": 3, "fr": 3},
        "fields": _PESTICIDES, "worked_in": ("GH", "TG", "BJ", "NG", "SN"),
        "willing_to": ("mission", "remote", "mentor"), "centre": True,
    },
    *(
        {
            "iso2": iso2, "theme": theme, "speaks": speaks, "fields": fields, "worked_in": worked_in,
            "willing_to": ("mission", "remote", "review"), "centre": False,
        }
        for iso2, theme, speaks, fields, worked_in in (
            ("SN", "pcb", _FR, _PCB, ("SN", "ML", "GN")),
            ("TG", "pcb", _FR_EN, _PCB_STOCK, ("TG", "GH", "BJ")),
            ("ML", "stockpiles", _FR, _PESTICIDES, ("ML", "SN", "NE")),
            ("BJ", "pcb", _FR, _PCB, ("BJ", "TG", "NE")),
            ("BF", "pcb", _FR, _PCB_STOCK, ("BF", "ML", "CI")),
            ("NE", "stockpiles", _FR, _PESTICIDES, ("NE", "ML", "TD")),
            ("MA", "pcb", {"fr": 3, "ar": 4}, _PCB, ("MA", "SN", "TN")),
            ("TN", "pcb", {"fr": 3, "ar": 4}, _PCB_STOCK, ("TN", "DZ", "MR")),
            ("CH", "pcb", _FR_EN, _PCB, ("CH", "SN", "CM", "BI")),
            ("NG", "pcb", {"en": 3}, _PCB, ("NG", "GH")),
        )
    ),
)  # fmt: skip


_REGION_OF_GROUP = {
    "african": "africa",
    "asia-pacific": "asia",
    "eastern-european": "europe-east",
    "grulac": "america",
    "weog": "west",
}


def region_of(country):
    """One of the regions above: the regional group, with the islands of the Pacific apart."""
    if country.region_id and country.region.code == "009" and country.iso2 not in ("AU", "NZ"):
        return "pacific"
    return _REGION_OF_GROUP.get(country.regional_group, "west")

"""Countries and languages by their ISO codes; names come from CLDR through Babel."""

from dataclasses import dataclass

from babel import Locale

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class Country:
    """`slug` is ISO 3166-1 alpha-2, `alpha3` the three letters CTDC wants."""

    slug: Slug
    alpha3: str

    @property
    def name(self) -> str:
        """The English name."""
        return country_name(self.slug)


_ALPHA3 = {
    "TH": "THA",
    "MY": "MYS",
    "BD": "BGD",
    "KH": "KHM",
    "NP": "NPL",
    "MM": "MMR",
    "LA": "LAO",
    "VN": "VNM",
    "ID": "IDN",
    "PH": "PHL",
    "IN": "IND",
    "PK": "PAK",
    "LK": "LKA",
    "SG": "SGP",
    "QA": "QAT",
    "SA": "SAU",
    "AE": "ARE",
    "KW": "KWT",
    "TW": "TWN",
    "HK": "HKG",
    "JO": "JOR",
    "CN": "CHN",
    "JP": "JPN",
    "KR": "KOR",
    "BH": "BHR",
    "OM": "OMN",
    "MV": "MDV",
    "MU": "MUS",
    "LB": "LBN",
    "TR": "TUR",
    "EG": "EGY",
    "MA": "MAR",
    "TN": "TUN",
    "ET": "ETH",
    "KE": "KEN",
    "UG": "UGA",
    "GH": "GHA",
    "NG": "NGA",
    "MG": "MDG",
    "LS": "LSO",
    "ZA": "ZAF",
    "MX": "MEX",
    "GT": "GTM",
    "HN": "HND",
    "SV": "SLV",
    "BR": "BRA",
    "PE": "PER",
    "CO": "COL",
    "US": "USA",
    "CA": "CAN",
    "GB": "GBR",
    "IE": "IRL",
    "DE": "DEU",
    "FR": "FRA",
    "NL": "NLD",
    "BE": "BEL",
    "LU": "LUX",
    "CH": "CHE",
    "AT": "AUT",
    "IT": "ITA",
    "ES": "ESP",
    "PT": "PRT",
    "SE": "SWE",
    "NO": "NOR",
    "DK": "DNK",
    "FI": "FIN",
    "PL": "POL",
    "CZ": "CZE",
    "RO": "ROU",
    "BG": "BGR",
    "UA": "UKR",
    "RS": "SRB",
    "AU": "AUS",
    "NZ": "NZL",
}

COUNTRIES = by_slug(
    *(Country(slug=Slug(alpha2), alpha3=alpha3) for alpha2, alpha3 in _ALPHA3.items())
)


@dataclass(frozen=True, kw_only=True)
class Language:
    """`slug` is ISO 639-1 (or 639-2 where there is none); `native` as its readers write it."""

    slug: Slug
    alpha3: str
    english: str
    native: str


def _language(slug: str, alpha3: str, english: str, native: str) -> Language:
    return Language(slug=Slug(slug), alpha3=alpha3, english=english, native=native)


LANGUAGES = by_slug(
    _language("my", "mya", "Burmese", "မြန်မာ"),
    _language("km", "khm", "Khmer", "ខ្មែរ"),
    _language("ne", "nep", "Nepali", "नेपाली"),
    _language("th", "tha", "Thai", "ไทย"),
    _language("lo", "lao", "Lao", "ລາວ"),
    _language("bn", "ben", "Bangla", "বাংলা"),
    _language("vi", "vie", "Vietnamese", "Tiếng Việt"),
    _language("id", "ind", "Indonesian", "Bahasa Indonesia"),
    _language("ms", "msa", "Malay", "Bahasa Melayu"),
    _language("hi", "hin", "Hindi", "हिन्दी"),
    _language("ta", "tam", "Tamil", "தமிழ்"),
    _language("si", "sin", "Sinhala", "සිංහල"),
    _language("fil", "fil", "Filipino", "Filipino"),
    _language("en", "eng", "English", "English"),
)


def country_name(alpha2: str, language: str = "en") -> str:
    """The country's name in a language of `LANGUAGES`; the code itself where CLDR has none."""
    return str(Locale.parse(language).territories.get(alpha2, alpha2))


def alpha3_of(alpha2: str) -> str:
    """Three letters for two. KeyError for a country not in `COUNTRIES`."""
    return COUNTRIES[Slug(alpha2)].alpha3

"""When cities work, in the time of one of them: computed from the tz database, never typed."""

import datetime as dt
from decimal import Decimal
from math import ceil, floor

from babel.dates import format_date

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.amounts import amount
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import City, Hours, Unit
from courses.curriculum.values import Language, Localized
from courses.curriculum.zones import zone

_THICK = 24
_INSET = 10
_LOCALES: dict[Language, str] = {"es": "es_CO", "en": "en_GB"}
_WORDS: dict[Language, dict[str, str]] = {
    "es": {
        "same": "misma hora",
        "ahead": "{} adelante",
        "behind": "{} atrás",
        "axis": "Hora de {}",
        "both": "Trabaja a la vez que {}",
        "alone": "{} no trabaja",
        "home": "El {date}, en {home} se trabaja de {start} a {end}.",
        "city": "{city}: {difference}; de {start} a {end}, hora de {home}; coinciden {shared}.",
    },
    "en": {
        "same": "same time",
        "ahead": "{} ahead",
        "behind": "{} behind",
        "axis": "{} time",
        "both": "Works while {} works",
        "alone": "{} is not at work",
        "home": "On {date}, work in {home} goes from {start} to {end}.",
        "city": "{city}: {difference}; from {start} to {end}, {home} time; {shared} shared.",
    },
}


def ahead(city: City, home: City, date: dt.date) -> Decimal:
    """Return by how many hours the clock of a city is ahead of home, at noon of the date there."""
    noon = dt.datetime.combine(date, dt.time(12), zone(home.zone))
    local = noon.astimezone(zone(city.zone))
    return Decimal((local.replace(tzinfo=None) - noon.replace(tzinfo=None)).total_seconds()) / 3600


def at_home(city: City, home: City, date: dt.date) -> tuple[Decimal, Decimal]:
    """Return the working hours of a city as hours of the day at home; may leave 0 to 24."""
    lead = ahead(city, home, date)
    return city.start - lead, city.end - lead


def shared(city: City, home: City, date: dt.date) -> tuple[Decimal, Decimal]:
    """Return from when to when a city and home both work, in hours at home; may be empty."""
    start, end = at_home(city, home, date)
    first = max(start, Decimal(home.start))
    return first, max(first, min(end, Decimal(home.end)))


def tell_hours(hours: Hours, language: Language) -> str:
    """Return in sentences what the drawing shows."""
    words, home = _WORDS[language], hours.home
    sentences = [
        words["home"].format(
            date=_date(hours.date, language),
            home=home.name[language],
            start=_clock(Decimal(home.start)),
            end=_clock(Decimal(home.end)),
        )
    ]
    for city in hours.cities:
        start, end = at_home(city, home, hours.date)
        first, last = shared(city, home, hours.date)
        sentences.append(
            words["city"].format(
                city=city.name[language],
                difference=_difference(city, hours, language),
                start=_clock(start),
                end=_clock(end),
                home=home.name[language],
                shared=_hours(last - first, language),
            )
        )
    return " ".join(sentences)


def draw_hours(hours: Hours, pen: Pen) -> float:
    """Draw a bar for each city over one axis; the hours shared with home are filled."""
    home, words = hours.home, _WORDS[pen.language]
    spans = [at_home(city, home, hours.date) for city in (home, *hours.cities)]
    low = floor(min(start for start, _ in spans) / 2) * 2
    high = ceil(max(end for _, end in spans) / 2) * 2
    scale = (RIGHT - LEFT - 2 * _INSET) / (high - low)

    def place(hour: Decimal) -> float:
        return LEFT + _INSET + float(hour - low) * scale

    pen.text(LEFT, 15, _date(hours.date, pen.language), "k o")
    y = 26.0
    for city, (start, end) in zip((home, *hours.cities), spans, strict=True):
        difference = _difference(city, hours, pen.language) if city is not home else ""
        y = _names(city.name[pen.language], difference, pen, y)
        pen.bar(place(start), y, place(end) - place(start), _THICK, "plain")
        first, last = shared(city, home, hours.date)
        if last > first:
            pen.bar(place(first), y, place(last) - place(first), _THICK, "main")
            middle = (place(first) + place(last)) / 2
            pen.text(middle, y + 17, _hours(last - first, pen.language), "k c w")
        y += _THICK + 12
    for hour in range(low, high + 1, 2):
        pen.line((place(Decimal(hour)), y - 2), (place(Decimal(hour)), y + 4))
        pen.text(place(Decimal(hour)), y + 20, str(hour), "c q")
    pen.line((LEFT + _INSET, y - 2), (RIGHT - _INSET, y - 2))
    name = home.name[pen.language]
    pen.text((LEFT + RIGHT) / 2, y + 41, words["axis"].format(name), "k c")
    pen.bar(LEFT, y + 54, 24, 18, "main")
    pen.text(LEFT + 34, y + 68, words["both"].format(name))
    pen.bar(LEFT, y + 82, 24, 18, "plain")
    pen.text(LEFT + 34, y + 96, words["alone"].format(name))
    return y + 102


def _names(name: str, difference: str, pen: Pen, y: float) -> float:
    room = RIGHT - LEFT - metrics.width(difference) - 10
    lines = metrics.wrap(name, room, bold=True)
    pen.lines(LEFT, y + 14, lines)
    if difference:
        pen.text(RIGHT, y + 14, difference, "e q")
    return y + LEADING * len(lines) + 3


def _difference(city: City, hours: Hours, language: Language) -> str:
    lead = ahead(city, hours.home, hours.date)
    if not lead:
        return _WORDS[language]["same"]
    word = _WORDS[language]["ahead" if lead > 0 else "behind"]
    return word.format(_hours(abs(lead), language))


def _hours(count: Decimal, language: Language) -> str:
    exact = 0 if count == int(count) else 1 if count * 10 == int(count * 10) else 2
    return amount(count, Unit(after=Localized(es="h", en="h"), decimals=exact), language)


def _clock(hour: Decimal) -> str:
    minutes = int(hour * 60) % (24 * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _date(date: dt.date, language: Language) -> str:
    return str(format_date(date, "long", locale=_LOCALES[language]))

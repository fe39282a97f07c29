"""What is read out of a text on whether a show returns."""

import json
from pathlib import Path

import pytest

from bot.config import Config
from bot.renewals import evidence, printed
from bot.renewals.dates import DatePhrase
from bot.renewals.evidence import Line, Part, Reading, read
from bot.renewals.models import Status, Tier, Typed
from bot.shows import catalogue
from bot.shows.models import PartialDate
from bot.shows.service import Shows
from tests.renewals.evidence_texts import EXAMPLES, Example

SEED = Path(__file__).resolve().parents[3] / "shared/data/seeds/hero_mask_season_3.txt"
by_show = pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{each.show} {each.season}" for each in EXAMPLES]
)


@pytest.fixture(scope="module")
def shows() -> Shows:
    """The embedded catalogue."""
    return Shows(catalogue.load(Config().catalogue))


def date_of(reading: Reading) -> str | None:
    value = reading.premiere.phrase.value if reading.premiere else None
    return str(value) if value else None


def of(reading: Reading, part: Part) -> list[Line]:
    return [line for line in reading.lines if line.part is part]


@by_show
def test_examples_are_read_right(example: Example) -> None:
    reading = read(example.text)
    assert reading.show
    assert reading.show.title == example.show
    assert reading.season.value == example.season
    assert reading.status in example.status
    assert date_of(reading) == example.date
    said_by = [(quote.speaker, quote.role) for quote in reading.quotes]
    assert set(example.says) <= set(said_by)


@by_show
def test_everything_rests_on_a_sentence_of_the_text(example: Example) -> None:
    reading = read(example.text)
    assert reading.lines
    for line in reading.lines:
        assert example.text[line.passage.start : line.passage.end] == line.passage.text
    for quote in reading.quotes:
        assert example.text[quote.start : quote.end] == quote.text
        assert quote.passage.start <= quote.start < quote.passage.end


def test_most_examples_are_clear_and_the_clear_ones_right() -> None:
    readings = [read(example.text) for example in EXAMPLES]
    assert sum(not reading.unclear for reading in readings) >= 0.7 * len(readings)


STATUSES = {
    Status.ANNOUNCED: (
        "Netflix has picked the show up for another run.",
        "More episodes are on the way.",
        "The committee gave the go-ahead for a sequel.",
        "The production of a sequel was disclosed on Sunday.",
        "It was announced that the series will continue.",
    ),
    Status.IN_PRODUCTION: (
        "Work on the sequel is well under way.",
        "The second season is now being produced.",
        "The scripts of the new season are finished and animation has begun.",
    ),
    Status.DATED: (
        "Season 2 hits screens in July 2025.",
        "You can watch season 2 from April 3, 2026.",
        "The second season was delayed to October 2026.",
    ),
    Status.AIRING: (
        "Season 2 runs on Sundays at 11 pm.",
        "We are halfway through season 2.",
        "All episodes of season 2 are out now.",
    ),
    Status.CONCLUDED: (
        "The anime adapted the manga from beginning to end.",
        "The series ended with its third season.",
        "The curtain has fallen on the series.",
    ),
    Status.NO_PLANS: (
        "No follow-up is planned.",
        "Nobody is working on a second season.",
        "The show was designed to stand on its own.",
        "Another season is not being considered.",
    ),
    Status.CANCELLED: (
        "There will not be a season 2.",
        "The streamer will not move ahead with season 2.",
        "Netflix ended the series after a single season.",
    ),
    Status.ON_HIATUS: (
        "The rest of the season is delayed indefinitely.",
        "The remaining three episodes have no broadcast date.",
    ),
    Status.RUMOURED: (
        "Word is that MAPPA is making season 2.",
        "A now-deleted tweet suggested that season 2 is coming.",
        "Insiders say that the show has been renewed.",
    ),
    Status.UNKNOWN: (
        "The studio hasn't said anything.",
        "A second season hasn't been given the green light so far.",
        "Netflix has not officially renewed the show at the time of writing.",
        "An announcement will be made next week.",
        "The producer said he can't say anything about a third season.",
        "Of a second season there has been no sign.",
    ),
}


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(status, sentence) for status, every in STATUSES.items() for sentence in every],
)
def test_a_single_sentence_is_enough(status: Status, sentence: str) -> None:
    reading = read(f"Notes on Cobalt Heron\n\n{sentence}")
    assert reading.status is status
    if status is not Status.UNKNOWN:
        assert reading.likeliest[0].passage
        assert reading.likeliest[0].passage.text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The first season of Cobalt Heron premiered on April 3, 2026.",
        "A film about Cobalt Heron opens on April 3, 2026.",
        "The Blu-ray of Cobalt Heron is released on April 3, 2026.",
        "Volume 7 of the manga arrives on April 3, 2026.",
        "We expect it to begin on April 3, 2026.",
        "It might start in April 2026.",
        "Will it start on April 3, 2026?",
        "A leaker says that it starts on April 3, 2026.",
        "More news will be shared at an event on April 3, 2026.",
        "It was originally scheduled for April 3, 2026.",
    ],
)
def test_other_dates_do_not_date_the_season(sentence: str) -> None:
    text = f"Cobalt Heron Season 2\n\nCobalt Heron season 2 has been announced. {sentence}"
    reading = read(text)
    assert date_of(reading) is None
    assert reading.status is not Status.DATED


@pytest.mark.parametrize(
    "sentence",
    [
        "Netflix denied rumours that a third season of Cobalt Heron is in the works.",
        "Reports that Cobalt Heron gets a season 3 in April 2027 were shot down by its studio.",
        "There is no truth to reports of a third season of Cobalt Heron.",
        "The committee debunked the claim that Cobalt Heron season 3 has been announced.",
        "“We are not making a third season of Cobalt Heron,” the studio's head said.",
        "Cobalt Heron won't get a season 3.",
        "Cobalt Heron season 3 is not happening.",
    ],
)
def test_what_is_denied_is_not_planned(sentence: str) -> None:
    reading = read(sentence)
    assert reading.status is Status.NO_PLANS
    assert date_of(reading) is None


def test_a_denied_cancellation_is_no_end() -> None:
    reading = read("Netflix denied reports that Cobalt Heron season 3 has been cancelled.")
    assert reading.status is Status.UNKNOWN
    dated = read(
        "The committee called rumours of an end false. Cobalt Heron season 3 begins in April 2027."
    )
    assert (dated.status, date_of(dated)) == (Status.DATED, "2027-04")


def test_only_what_was_to_come_is_cancelled() -> None:
    never = "Cobalt Heron will not get a season 2."
    assert read(never).status is Status.NO_PLANS
    assert read(f"{never} The streamer has cancelled the show.").status is Status.CANCELLED
    assert read("Cobalt Heron will not get a season 2 after all.").status is Status.CANCELLED


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("If Cobalt Heron season 3 is confirmed, it premieres in May 2027.", Status.UNKNOWN),
        ("Cobalt Heron season 3 will air in May 2027 if it gets made.", Status.UNKNOWN),
        ("Cobalt Heron season 3 will air in May 2027, I guess.", Status.UNKNOWN),
        ("Cobalt Heron season 3 airs in May 2027, a fan wrote on 3 March 2026.", Status.RUMOURED),
        ("Someone on Reddit says Cobalt Heron season 3 is confirmed.", Status.RUMOURED),
        ("According to a redditor, Cobalt Heron season 3 is announced.", Status.RUMOURED),
    ],
)
def test_guesses_and_hearsay_are_no_news(sentence: str, status: Status) -> None:
    reading = read(sentence)
    assert reading.status is status
    if status is Status.UNKNOWN:
        assert reading.premiere is None
        assert reading.as_of is None


def test_what_one_thinks_of_news_is_no_guess() -> None:
    text = "Cobalt Heron season 3 was announced for May 2027, and I think that is great."
    assert read(text).status is Status.DATED


def test_another_shows_sentence_gives_no_date() -> None:
    other = "Nine Bells season 2 was announced on 6 June 2026 for March 2027."
    reading = read(f"Cobalt Heron will not get a season 3. {other}")
    assert reading.status is Status.NO_PLANS
    assert reading.as_of is None
    assert date_of(reading) is None
    assert date_of(read(f"Cobalt Heron season 3 airs in May 2028. {other}")) == "2028-05"


def test_a_title_behind_a_colon(shows: Shows) -> None:
    for head in ("Netflix announced on 8 August 2026", "News from Tokyo"):
        reading = read(f"{head}: Hero Mask season 3 will premiere in April 2027.", shows)
        assert reading.show
        assert reading.show.title == "Hero Mask"
        assert reading.show.show


@pytest.mark.parametrize(
    ("sentence", "hints"),
    [
        ("The director didn't give any hints at a spin-off.", 0),
        ("There is no spin-off of Cobalt Heron.", 0),
        ("A spin-off was not ruled out.", 1),
        ("The studio didn't rule out a spin-off.", 1),
        ("No third season is planned, but a spin-off may come.", 1),
    ],
)
def test_a_spin_off_that_is_denied_is_no_hint(sentence: str, hints: int) -> None:
    reading = read(f"Cobalt Heron season 3\n\n{sentence}")
    assert len(reading.spin_offs) == hints


@pytest.mark.parametrize(
    ("wording", "value", "precision"),
    [
        ("on April 3, 2027", "2027-04-03", "day"),
        ("on 3 April 2027", "2027-04-03", "day"),
        ("on 2027-04-03", "2027-04-03", "day"),
        ("in April 2027", "2027-04", "month"),
        ("in spring 2027", "2027-04", "season"),
        ("in the second quarter of 2027", "2027-04", "quarter"),
        ("in the second half of 2027", "2027", "half"),
        ("in 2027", "2027", "year"),
    ],
)
def test_dates_keep_their_precision(wording: str, value: str, precision: str) -> None:
    reading = read(f"Cobalt Heron\n\nThe second season of Cobalt Heron premieres {wording}.")
    assert reading.status is Status.DATED
    assert reading.premiere
    assert str(reading.premiere.phrase.value) == value
    assert reading.premiere.phrase.precision == precision
    assert reading.premiere.phrase.inferred is None


def phrase(text: str, *, published: str | None = None) -> DatePhrase:
    reading = read(text, published=PartialDate.parse(published) if published else None)
    assert reading.premiere
    return reading.premiere.phrase


def test_a_year_is_inferred_and_marked_or_left_out() -> None:
    text = "Cobalt Heron Season 2 Begins on October 9\n\nThe second season airs on Fridays."
    alone = phrase("Cobalt Heron\n\nThe second season of Cobalt Heron premieres on October 9.")
    assert (alone.value, alone.inferred) == (None, None)
    told = phrase(text, published="2026-08-01")
    assert (str(told.value), told.inferred) == ("2026-10-09", "published")
    over_the_year = phrase(text.replace("October", "January"), published="2026-11-20")
    assert str(over_the_year.value) == "2027-01-09"
    beside = phrase(f"{text}\nIt starts in October 2027, on the 9th.")
    assert (str(beside.value), beside.inferred) == ("2027-10-09", "text")
    next_year = "Cobalt Heron\n\nThe second season of Cobalt Heron premieres next year."
    assert str(phrase(next_year, published="2026-05").value) == "2027"


def test_the_claims_own_date_is_kept_apart() -> None:
    reading = read(
        "Cobalt Heron Season 2\n\nOn May 4, 2026 the studio announced that the second season of "
        "Cobalt Heron begins on July 9, 2026."
    )
    assert reading.as_of
    assert str(reading.as_of[0].value) == "2026-05-04"
    assert date_of(reading) == "2026-07-09"


def test_below_the_cut_both_likely_statuses_stand_with_their_sentences() -> None:
    reading = read(
        "Cobalt Heron Season 2\n\nThe studio has announced a second season. "
        "The streamer has canceled the show."
    )
    assert reading.unclear
    assert {verdict.status for verdict in reading.likeliest} == {Status.CANCELLED, Status.ANNOUNCED}
    sentences = [line.passage.text for line in of(reading, Part.STATUS)]
    assert len(set(sentences)) == 2
    assert "Unclear. It may be:" in printed.as_text(reading)


def test_what_the_makers_planned_why_and_what_else_may_come() -> None:
    text = (
        "Will Cobalt Heron return for season 3?\n\n"
        "There are no plans for a third season of Cobalt Heron. "
        "It was always meant to be told over two seasons, or 24 episodes. "
        "Season 1 aired from January 2025 and had 13 episodes; season 2 came out on "
        "May 8, 2026. Funding is hard to find because there is no manga to adapt. "
        "The team hopes to work with the streamer again on a spin-off."
    )
    reading = read(text)
    assert reading.status is Status.NO_PLANS
    assert reading.planned_run
    assert (reading.planned_run.seasons, reading.planned_run.episodes) == (2, 24)
    facts = [(it.season, str(it.date and it.date.value), it.episodes) for it in reading.earlier]
    assert facts == [(1, "2025-01", 13), (2, "2026-05-08", None)]
    assert [line.passage.text for line in of(reading, Part.REASON)] == [
        "Funding is hard to find because there is no manga to adapt."
    ]
    assert [line.passage.text for line in of(reading, Part.SPIN_OFF)] == [
        "The team hopes to work with the streamer again on a spin-off."
    ]
    said = printed.as_text(reading)
    assert "Planned run: 2 seasons, 24 episodes" in said
    assert "Season 2: 2026-05-08" in said


def test_quotes_have_speaker_role_and_outlet() -> None:
    text = (
        "Cobalt Heron's makers look back\n\n"
        "Shiori Takamine, the creator of Cobalt Heron and its director, told Crunchyroll News that "
        "“the second season was harder.” “We cut a lot,” said Takamine, “and then we cut more.”\n\n"
        "Producer Jun Akagawa admitted in an interview with Variety that no decision was made."
    )
    quotes = read(text).quotes
    assert [(q.speaker, q.role, q.outlet, q.direct) for q in quotes] == [
        ("Shiori Takamine", "creator, director", "Crunchyroll News", True),
        ("Shiori Takamine", "creator, director", "Crunchyroll News", True),
        ("Jun Akagawa", "producer", "Variety", False),
    ]
    assert quotes[0].text == "the second season was harder."
    assert quotes[1].text == "We cut a lot,” said Takamine, “and then we cut more."
    assert quotes[2].text == quotes[2].passage.text


@pytest.mark.parametrize(
    "text",
    [
        "“We aren't making a third season,” a streamer spokeswoman told Variety on 2 May 2026.",
        "A streamer spokeswoman told Variety on 2 May 2026: “We aren't making a third season.”",
    ],
)
def test_who_speaks_for_a_company_needs_no_name(text: str) -> None:
    reading = read(f"Cobalt Heron season 3 was denied.\n\n{text}")
    assert [(each.speaker, each.outlet) for each in reading.quotes] == [
        ("a streamer spokeswoman", "Variety")
    ]
    assert reading.status is Status.NO_PLANS
    assert reading.tier is Tier.TRADE_PRESS


@pytest.mark.parametrize(
    ("sentence", "tier"),
    [
        ("The official website announced a second season of Cobalt Heron.", Tier.OFFICIAL),
        ("A second season of Cobalt Heron was announced, Variety reports.", Tier.TRADE_PRESS),
        ("A second season of Cobalt Heron was announced.", Tier.AGGREGATOR),
        ("Cobalt Heron season 2 airs in May 2027, the studio said.", Tier.OFFICIAL),
        (
            "A second season of Cobalt Heron has been announced, it says on the official account. "
            "It will begin in May 2027.",
            Tier.OFFICIAL,
        ),
        ("Variety says a second season of Cobalt Heron airs in May 2027.", Tier.TRADE_PRESS),
        ("A leaker says that a second season of Cobalt Heron is coming.", Tier.RUMOUR),
    ],
)
def test_the_source_tier(sentence: str, tier: Tier) -> None:
    assert read(f"Cobalt Heron\n\n{sentence}").tier is tier


def test_the_evidence_form_is_filled() -> None:
    nine_bells = next(each for each in EXAMPLES if each.show == "Nine Bells")
    assert read(nine_bells.text).typed == Typed(
        sentence="There are no plans for a second season of Nine Bells, but we may work together "
        "again on something else, producer Touma Kanzaki told Anime News Network.",
        said_by="Touma Kanzaki, producer",
        outlet="Anime News Network",
    )
    dated = read("Cobalt Heron Renewed\n\nOn May 4, 2026 the studio announced a second season.")
    assert dated.typed.said_on == "2026-05-04"
    assert dated.typed.said_by == ""
    assert read("Nothing to see.").typed == Typed()


def test_lines_broken_to_a_width_are_read_as_sentences() -> None:
    text = (
        "Cobalt Heron\n\n"
        "The people behind the anime said this week that season 2 of Cobalt Heron begins on\n"
        "April 9, 2027. More of it will be shown at a stage event this coming weekend, they\n"
        "say."
    )
    reading = read(text)
    assert reading.likeliest[0].passage
    assert reading.likeliest[0].passage.text == text[14:111]
    assert reading.typed.sentence.endswith("begins on April 9, 2027.")
    assert date_of(reading) == "2027-04-09"


def test_separate_lines_stay_apart() -> None:
    reading = read(
        "Cobalt Heron Season 2\nRelease date\nNothing is known\nCast\nThe same as before"
    )
    assert {line.passage.text for line in reading.lines} <= {"Nothing is known", "Release date"}


def test_the_catalogue_names_the_show(shows: Shows) -> None:
    reading = read("Hero Mask Season 3\n\nThere are no plans for Hero Mask season 3.", shows)
    assert reading.show
    assert reading.show.show
    assert reading.show.show.title.main == "Hero Mask"
    unknown = read("Cobalt Heron Season 3\n\nThere are no plans for season 3.", shows)
    assert unknown.show
    assert unknown.show.show is None


def test_the_catalogue_tells_a_year(shows: Shows) -> None:
    reading = read("Hero Mask Season 2\n\nHero Mask season 2 premieres on August 23.", shows)
    assert reading.premiere
    phrase = reading.premiere.phrase
    assert (str(phrase.value), phrase.inferred) == ("2019-08-23", "catalogue")


def test_nothing_is_said_of_nothing() -> None:
    reading = read("")
    assert reading.show is None
    assert reading.status is Status.UNKNOWN
    assert reading.unclear
    assert not reading.lines
    assert "A show that I can't make out" in printed.as_text(reading)


def test_the_article_on_hero_mask(shows: Shows) -> None:
    if not SEED.exists():
        pytest.skip("../shared/data/seeds/hero_mask_season_3.txt is not here")
    expected = json.loads(SEED.with_suffix(".expected.json").read_text(encoding="utf-8"))
    text = SEED.read_text(encoding="utf-8")
    answer = printed.as_json(SEED.name, evidence.read(text, shows))
    for key in ("file", "show", "season", "status", "date", "date_precision", "as_of",
                "as_of_precision", "planned_run"):  # fmt: skip
        assert answer[key] == expected[key]
    assert answer["confidence"] >= expected["confidence_at_least"]
    for season in expected["seasons"]:
        assert any(season.items() <= ours.items() for ours in answer["seasons"])
    found = [(quote["speaker"], quote["role"], quote["outlet"]) for quote in answer["quotes"]]
    for quote in expected["quotes"]:
        ours = (quote["speaker"], quote["role"])
        assert any(ours == each[:2] and quote["outlet"] in (None, each[2]) for each in found)
    for each in (*answer["quotes"], *answer["sentences"]):
        assert text[each["start"] : each["end"]] == each["text"]
    reasons = " ".join(answer["reasons"])
    for words in ("an original story", "getting funding", "more expensive to make"):
        assert words in reasons
    assert "James Blood" in answer["spin_offs"][0]
    assert {"status", "planned_run", "season 2", "reason", "spin_off"} <= {
        each["for"] for each in answer["sentences"]
    }

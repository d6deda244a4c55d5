"""Make labelled training posts out of the training texts: people filled in, tricks applied.

Writes `staff.csv`, `incident.toml`, `posts.ndjson` and `truth.ndjson` (with the `group` a post
was made from, for cross-validation by text). What says nothing about the answer (author, link,
platform, who flagged it, time) is drawn at random. Refuses to know how posts are scored.
"""

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from chatter import make_text
from marked import Marked, Span
from meaning import Meant, Roll
from nametables import name_letters, towns, words
from slots import Filling, Person, Scene, is_lower, read_person, slots_of
from staffmaker import make_staff, write_staff
from tricks import TRICKS, in_fair_order

HERE = Path(__file__).parent
ACTS = frozenset(("disclosure", "naming", "solicitation", "incitement", "surveillance", "spread"))
PARTS = ("text", "alt", "ocr")
_DEPLOYED, _STRANGERS = 50, 1500
_HARMLESS_TRICKED = 0.15
_FROM_DEPLOYED = 0.6
_OFF_LIST = 0.15
_OFFICER = re.compile(
    r"\b(?:agent|smeris|wout|politie|juut|diender|cop\b|officer|ME'er|romeo)", re.IGNORECASE
)
_TRIES = 400
_VICTIM_NAMED = frozenset(
    ("counter_speech", "own_publication", "public_role_mention", "journalism", "police_appeal")
)
_PLATFORMS = ("x", "telegram", "facebook", "instagram", "tiktok", "forum", "mastodon", "bluesky")
_FLAGS = (
    (None, None),
    (None, None),
    ("keyword-collector", "keyword match"),
    ("keyword-collector", "place name in text"),
    ("user-report", "reported by a user"),
    ("sampler", "random sample"),
    ("partner-desk", "forwarded by a partner"),
)
_KEYWORDS = {
    "demonstration": ("demo", "demonstratie", "betoging", "blokkade", "ontruiming", "ME", "agent"),
    "riot": ("rellen", "ME", "wapenstok", "traangas", "charge", "agent", "politie"),
    "shooting": ("schoten", "schutter", "geschoten", "agent", "politie", "slachtoffer"),
    "arrest": ("aanhouding", "arrestatie", "nekklem", "agent", "politie", "hond"),
}
_ZONE = timezone(timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Text:
    """A training text as its writer made it.

    Attributes:
        group: file name and line number.
        parts: `text`, `alt` and `ocr` as far as they are there.
    """

    group: str
    label: str
    lang: str
    trick: str
    parts: dict[str, str] = field(repr=False)
    photo: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class World:
    """The list, the incident and everyone who is in neither."""

    rows: list[dict[str, str]]
    roll: Roll
    deployed: tuple[Person, ...]
    strangers: tuple[Person, ...]
    private: tuple[Person, ...]
    public: tuple[Person, ...]
    scene: Scene
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A filled text, perhaps tricked, and who is in it."""

    parts: dict[str, Marked]
    people: dict[str, Person]
    trick: str


def read_texts(folder: Path) -> list[Text]:
    """Read every training text of a folder, in order of file and line."""
    return [
        _read_text(f"{path.name}:{number}", json.loads(line))
        for path in sorted(folder.glob("*.ndjson"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


def make_chatter(count: int, seed: int) -> list[Text]:
    """Return ordinary talk: most of what a stream brings and no writer would think of."""
    chance = random.Random(f"chatter/{seed}")
    return [
        Text(f"chatter {seed}:{number}", "chatter", "nl", "plain", {"text": make_text(chance)})
        for number in range(count)
    ]


def make_world(seed: int, staff: int = 3000) -> World:
    """Draw a protection list, an incident and people who are on no list."""
    return surround(make_staff(staff, seed), seed)


def surround(rows: list[dict[str, str]], seed: int) -> World:
    """Draw an incident and people who are on no list around a protection list."""
    chance = random.Random(f"world/{seed}")
    roll = Roll(map(read_person, rows))
    strangers = map(read_person, make_staff(_STRANGERS, seed + 1_000_003, rows))
    start = datetime(2026, chance.randint(4, 9), chance.randint(1, 28), 9, tzinfo=_ZONE)
    places = tuple(chance.sample(words("squares"), 8))
    return World(
        rows=rows,
        roll=roll,
        deployed=_deployed(chance, roll.people),
        strangers=tuple(person for person in strangers if not roll.has_namesake(person)),
        private=tuple(person for person in roll.people if not person.role),
        public=tuple(person for person in roll.people if person.role),
        scene=Scene(towns().draw(chance).name, places),
        kind=chance.choice(tuple(_KEYWORDS)),
        starts_at=start,
        ends_at=start + timedelta(hours=chance.randint(20, 40)),
    )


def make_posts(
    texts: Sequence[Text], world: World, seed: int, copies: int
) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Yield (post, truth) for every copy of every text, shuffled."""
    turns = [(text, copy) for text in texts for copy in range(copies)]
    random.Random(f"order/{seed}").shuffle(turns)
    for text, copy in turns:
        chance = random.Random(f"{seed}/{text.group}/{copy}")
        made = make_copy(chance, text, world, plain=copy == 0)
        post_id = f"{chance.getrandbits(64):016x}"
        yield make_post(chance, post_id, text, made, world), tell(post_id, text, made, world)


def make_copy(chance: random.Random, text: Text, world: World, *, plain: bool) -> Made:
    """Fill a text with people and, unless it stays plain, apply one fitting trick."""
    if not plain:
        text = _off_list(chance, text)
    used = slots_of(text.parts.values())
    people = _cast(chance, text, used, world)
    lower = is_lower(chance, text.parts.values())
    filling = Filling(chance, people, world.scene, lower=lower)
    parts = {name: filling.fill(template) for name, template in text.parts.items()}
    made = Made(parts, people, text.trick)
    if plain or (text.label not in ACTS and chance.random() >= _HARMLESS_TRICKED):
        return made
    return with_trick(chance, made)


def _off_list(chance: random.Random, text: Text) -> Text:
    """Now and then put an officer who is on no list in the place of one who is."""
    whole = " ".join(text.parts.values())
    is_fit = text.label in ACTS and "{A." in whole and _OFFICER.search(whole)
    if not is_fit or chance.random() >= _OFF_LIST:
        return text
    return replace(text, parts={n: part.replace("{A.", "{O.") for n, part in text.parts.items()})


def with_trick(chance: random.Random, made: Made) -> Made:
    """Apply the first trick that fits and changes something."""
    for name in in_fair_order(chance):
        changed = {part: TRICKS[name](chance, marked) for part, marked in made.parts.items()}
        parts = {part: changed[part] or marked for part, marked in made.parts.items()}
        if any(parts[part].text != marked.text for part, marked in made.parts.items()):
            return Made(parts, made.people, name)
    return made


def make_post(
    chance: random.Random, post_id: str, text: Text, made: Made, world: World
) -> dict[str, object]:
    """Dress a filled text as a post; nothing added here tells anything."""
    platform = chance.choice(_PLATFORMS)
    author = f"{chance.choice(words('hobbies'))}{chance.choice('._-')}{chance.randrange(10_000)}"
    length = (world.ends_at - world.starts_at).total_seconds()
    created = world.starts_at + timedelta(seconds=chance.randrange(int(length)))
    flagged_by, reason = chance.choice(_FLAGS)
    return {
        "id": post_id,
        "platform": platform,
        "url": f"https://{platform}.example/{author}/{chance.getrandbits(40):010x}",
        "author": author,
        "text": made.parts["text"].text,
        "created_at": created.isoformat(),
        "flagged_by": flagged_by,
        "flag_reason": reason,
        "media": _media(chance, text, made, platform),
    }


def tell(post_id: str, text: Text, made: Made, world: World) -> dict[str, object]:
    """Return the right answer for a post."""
    everyone = {
        slot: world.roll.meant(made.people[slot], _spans(made, slot)) for slot in made.people
    }
    doxing = text.label in ACTS
    staff, namesakes = _sides(text, made, everyone)
    meant = [who for slot, who in everyone.items() if slot not in "NO"]
    deployed = {person.staff_id for person in world.deployed}
    has_stranger = "O" in made.people and not set(made.people) & set("ABCP")
    return {
        "id": post_id,
        "doxing": doxing,
        "class": text.label,
        "trick": made.trick,
        "staff_ids": sorted(staff),
        "ambiguous": doxing and any(len(m.staff_ids) > 1 or m.is_part for m in meant),
        "lang": text.lang,
        "outside_window": False,
        "wrong_person": doxing and bool(staff) and not staff & deployed,
        "off_list": doxing and has_stranger,
        "needs_context": doxing and any(m.is_part for m in meant),
        "namesake_ids": sorted(namesakes - staff),
        "group": text.group,
    }


def write_incident(world: World, path: Path) -> None:
    """Write the incident file of a world."""
    units = sorted({person.station for person in world.deployed})
    lines = {
        "id": "training",
        "kind": world.kind,
        "title": f"Training incident in {world.scene.city}",
        "starts_at": world.starts_at,
        "ends_at": world.ends_at,
        "places": [world.scene.city, *world.scene.places],
        "keywords": list(_KEYWORDS[world.kind]),
        "deployed_units": units,
        "deployed_staff": [person.staff_id for person in world.deployed],
    }
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items())
    path.write_text(text, encoding="utf-8")


def _read_text(group: str, line: dict[str, object]) -> Text:
    parts = {part: str(line[part]) for part in PARTS if part in line}
    trick = str(line.get("trick", "plain"))
    return Text(
        group=group,
        label=str(line["class"]),
        lang=str(line["lang"]),
        trick="plain" if trick == "own" else trick,
        parts=parts,
        photo=bool(line.get("photo")),
    )


def _deployed(chance: random.Random, people: Sequence[Person]) -> tuple[Person, ...]:
    """Draw the deployed: whole teams as far as they go, and some from elsewhere."""
    stations = chance.sample(sorted({person.station for person in people}), 5)
    team = [person for person in people if person.station in stations]
    elsewhere = [person for person in people if person.station not in stations]
    chosen = [*chance.sample(team, min(len(team), _DEPLOYED - 10)), *chance.sample(elsewhere, 10)]
    return tuple(sorted(chosen, key=lambda person: person.staff_id))


def _cast(
    chance: random.Random, text: Text, used: dict[str, set[str]], world: World
) -> dict[str, Person]:
    """Choose somebody else for every slot of a text."""
    cast: dict[str, Person] = {}
    for slot in sorted(used.keys() - {"E"}):
        kinds = used[slot]
        pool = _pool(chance, slot, world)
        fitting = (
            person
            for person in chance.sample(pool, min(len(pool), _TRIES))
            if person.has_all(kinds) and person not in cast.values()
            if slot != "O" or text.label not in ACTS or _is_stranger(person, kinds, world)
        )
        cast[slot] = next(fitting, None) or chance.choice(_everyone(slot, kinds, world))
    return cast


def _is_stranger(person: Person, kinds: set[str], world: World) -> bool:
    """Return whether the surname alone cannot be taken for somebody on the list."""
    shows_first = bool(kinds & {"full", "last_first", "call", "hashtag"})
    return shows_first or name_letters(person.base) not in world.roll.bases


def _pool(chance: random.Random, slot: str, world: World) -> Sequence[Person]:
    if slot == "O":
        return world.strangers
    if slot == "N":
        return world.roll.people
    if slot == "P":
        return world.public
    is_deployed = chance.random() < _FROM_DEPLOYED
    return (
        [person for person in world.deployed if not person.role] if is_deployed else world.private
    )


def _everyone(slot: str, kinds: set[str], world: World) -> list[Person]:
    people = world.strangers if slot == "O" else world.roll.people
    fitting = [p for p in people if p.has_all(kinds) and bool(p.role) == (slot == "P")]
    if not fitting:
        raise ValueError(f"nobody has all of {sorted(kinds)}: draw more staff")
    return fitting


def _spans(made: Made, slot: str) -> list[Span]:
    return [span for marked in made.parts.values() for span in marked.spans if span.slot == slot]


def _sides(text: Text, made: Made, meant: dict[str, Meant]) -> tuple[set[str], set[str]]:
    """Return who is meant, and who only shares a name."""
    staff: set[str] = set()
    namesakes: set[str] = set()
    for slot, who in meant.items():
        if slot in "NO" or text.label == "common_name_alone":
            namesakes |= who.staff_ids
        elif text.label in ACTS or not who.staff_ids:
            staff |= who.staff_ids
        else:
            staff.add(made.people[slot].staff_id)
            namesakes |= who.staff_ids
    return staff, namesakes


def _media(chance: random.Random, text: Text, made: Made, platform: str) -> list[dict[str, object]]:
    if not text.photo and made.parts.keys() == {"text"}:
        return []
    image: dict[str, object] = {
        "type": "image",
        "url": f"https://media.{platform}.example/{chance.getrandbits(48):012x}.jpg",
    }
    for part, name in (("ocr", "ocr_text"), ("alt", "alt_text")):
        if part in made.parts:
            image[name] = made.parts[part].text
    return [image]


def _toml(value: object) -> str:
    return (
        value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
    )


def _write_lines(lines: Iterable[dict[str, object]], path: Path) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a list, an incident and labelled posts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=int, default=3, help="posts per text, the first one plain")
    parser.add_argument("--chatter", type=int, default=0, help="posts of ordinary talk besides")
    parser.add_argument("--staff", type=int, default=3000, help="how many are on the list")
    parser.add_argument("--out", type=Path, default=HERE / "build")
    parser.add_argument("--texts", type=Path, default=HERE / "texts")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    world = make_world(options.seed, options.staff)
    made = [
        *make_posts(read_texts(options.texts), world, options.seed, options.copies),
        *make_posts(make_chatter(options.chatter, options.seed), world, options.seed, copies=1),
    ]
    posts, truths = zip(*made, strict=True)
    write_staff(world.rows, options.out / "staff.csv")
    write_incident(world, options.out / "incident.toml")
    _write_lines(posts, options.out / "posts.ndjson")
    _write_lines(truths, options.out / "truth.ndjson")
    print(f"{len(posts)} posts in {options.out}")


if __name__ == "__main__":
    main()

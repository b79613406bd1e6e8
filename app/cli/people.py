"""The commands for people: list, show, merge, split, alias, unalias, relation, relations, undo, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from keepmum.app.cli.context import PLAIN, Call, command
from keepmum.app.errors import UsageError
from keepmum.app.plainly import counted
from keepmum.app.render import note, when

if TYPE_CHECKING:
    from keepmum.app.keep import Keep
    from keepmum.app.render import Json
    from keepmum.memory.people.decisions import Decision
    from keepmum.memory.people.person import Person

_SHOWN = 4  # other names of a person in the list; `show` has all

_Who = Annotated[str, typer.Argument(metavar="PERSON", help="A name, number, address, or code from `keepmum people list`.")]


class _ListFirst(TyperGroup):
    """The group of commands; without a command's name it lists."""

    def parse_args(self, ctx: Any, args: Sequence[str]) -> list[str]:  # noqa: ANN401 - as its base
        """Put "list" before options that stand alone."""
        given = list(args)
        if not given or (given[0].startswith("-") and given[0] != "--help"):
            given.insert(0, "list")
        return super().parse_args(ctx, given)


def register(root: typer.Typer) -> None:
    """Add these commands to the root."""
    group = typer.Typer(cls=_ListFirst, help="The people in contacts and chats, and all their names.", rich_markup_mode=None)
    command(group, "list")(_list)
    command(group, "show")(_show)
    command(group, "merge")(_merge)
    command(group, "split")(_split)
    command(group, "alias")(_alias)
    command(group, "unalias")(_unalias)
    command(group, "relation")(_relation)
    command(group, "relations", PLAIN)(_relations)
    command(group, "undo")(_undo)
    command(group, "history")(_history)
    root.add_typer(group, name="people")


def _list(call: Call) -> None:
    """List everybody, who wrote or spoke most first. Without a command, `keepmum people` does this."""
    with call.keep() as keep:
        book, counts = keep.address_book, keep.address_book.counts()
        everybody = sorted(book.all(), key=lambda person: (-counts.get(person.key, 0), _name(person).casefold(), person.key))
        if call.screen.json:
            call.screen.data([_json(keep, person, counts) for person in everybody])
            return
        rows = [
            (book.code(person.key), _name(person) + _you(keep, person), _others(person), len(person.phones), counts.get(person.key, 0))
            for person in everybody
        ]
    call.screen.table(("code", "name", "also called", "numbers", "records"), rows)
    if not rows:
        note("nobody is known yet: import contacts or chats")


def _show(call: Call, *, person: _Who) -> None:
    """Show all that is known of a person: names, numbers, addresses."""
    with call.keep() as keep:
        _put_out(call, keep, keep.address_book.find(_person(person)))


def _merge(
    call: Call,
    *,
    person: _Who,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Who is the same person; their names go to the first.")],
) -> None:
    """Make two people one. It holds for what is imported later too."""
    with call.keep() as keep:
        _put_out(call, keep, keep.address_book.merge(_person(person), _person(other)))


def _split(
    call: Call, *, person: _Who, name: Annotated[str, typer.Argument(metavar="NAME", help="The name, number or address of somebody else.")]
) -> None:
    """Make somebody else of a name, and show who has it now."""
    with call.keep() as keep:
        _put_out(call, keep, keep.address_book.split(_person(person), name))


def _alias(
    call: Call, *, person: _Who, name: Annotated[str, typer.Argument(metavar="NAME", help="Another name, number or address of theirs.")]
) -> None:
    """Give a person another name, number or address."""
    with call.keep() as keep:
        found = keep.address_book.alias(_person(person), name)
        if len(keep.address_book.roster().keys_of(name)) > 1:
            note("somebody else is called so too: by itself, this name means either of them")
        _put_out(call, keep, found)


def _unalias(call: Call, *, person: _Who, name: Annotated[str, typer.Argument(metavar="NAME", help="What they are not called.")]) -> None:
    """Take a name, number or address from a person."""
    with call.keep() as keep:
        _put_out(call, keep, keep.address_book.unalias(_person(person), name))


def _relation(
    call: Call,
    *,
    person: _Who,
    word: Annotated[str, typer.Argument(metavar="WORD", help='What they are to you: "mother", 外婆, "landlord"; "me" for yourself.')],
) -> None:
    """Say what a person is to you, so that "Mum" and 妈妈 mean them."""
    with call.keep() as keep:
        found = keep.address_book.relation(_person(person), word)
        _note_rivals(keep, found, word)
        _put_out(call, keep, found)


def _note_rivals(keep: Keep, person: Person, word: str) -> None:
    """Say where several people are now the same to the owner, and what that does to the words for them."""
    rivals = keep.address_book.rivals(person, word)
    if rivals.count > 1:
        by_name = f"; {_quoted(rivals.theirs)} still means the one who is called so" if rivals.theirs else ""
        note(f"{rivals.count} people are this to you now: by itself, {_quoted(rivals.either)} means either of them{by_name}")


def _quoted(words: Sequence[str]) -> str:
    """Return a few words, each in quotes."""
    *some, last = (f'"{word}"' for word in words[:_SHOWN])
    return f"{', '.join(some)} or {last}" if some else last


def _relations(call: Call) -> None:
    """List the words for what people are to you, by meaning."""
    from keepmum.memory.people.kin import relations

    rows = list(relations())
    call.screen.data([{"words": list(words)} for words in rows])
    call.screen.table(("words",), [(", ".join(words),) for words in rows])


def _undo(
    call: Call, *, number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="Which decision [default: the last].")] = None
) -> None:
    """Take back what was decided about people. The names in the decision are deleted.

    Later decisions about somebody who was there only because of it are taken back with it.
    """
    with call.keep() as keep:
        undone, *with_it = keep.address_book.undo(number)
    call.screen.data({"number": undone.number, "what": undone.what, "undone": True, "with_it": [each.number for each in with_it]})
    call.screen.prose(f"decision {undone.number} is undone: {_said(undone)}")
    for each in with_it:
        call.screen.prose(f"with it decision {each.number}, about somebody who is there no longer: {_said(each)}")


def _history(call: Call) -> None:
    """Show what was decided about people, oldest first."""
    with call.keep() as keep:
        decisions = keep.address_book.history()
    call.screen.data([_decision_json(decision) for decision in decisions])
    rows = [(decision.number, when(decision.at.astimezone()), _said(decision), decision.state) for decision in decisions]
    call.screen.table(("number", "when", "decided", "state"), rows)
    if not rows:
        note("nothing was decided about people")


def _person(name: str) -> str:
    """Return a name that was typed.

    Raises:
        UsageError: It is empty.
    """
    if not name.strip():
        raise UsageError("a person's name is empty")
    return name


def _put_out(call: Call, keep: Keep, person: Person) -> None:
    """Show all of a person."""
    book, counts = keep.address_book, keep.address_book.counts()
    call.screen.data(_json(keep, person, counts))
    said = counts.get(person.key, 0)
    call.screen.prose(f"{_name(person)}{_you(keep, person)}  {book.code(person.key)}  {counted(said, 'record', grouped=call.screen.drawn)}")
    called, shared = _called(person), book.shared(person)
    listed = (
        ("called", [name for name in called if name not in shared]),
        ("called, as others are", [name for name in called if name in shared]),
        ("numbers", person.phones),
        ("e-mail", person.emails),
        ("handles", person.handles),
        ("addresses", person.addresses),
        ("you say", person.spoken[:_SHOWN]),
    )
    for heading, values in listed:
        if values:
            call.screen.prose(f"{heading}: " + ("; " if heading == "addresses" else ", ").join(values))
    others = len(set(person.aliases) - {person.name, *called})
    if others:
        call.screen.prose(f"and {others} forms that follow from these, titles among them; --json lists all")


def _json(keep: Keep, person: Person, counts: dict[str, int]) -> Json:
    return {
        "code": keep.address_book.code(person.key),
        "key": person.key,
        "name": person.name,
        "owner": person.key in keep.address_book.roster().owner,
        "called": list(_called(person)),
        "aliases": list(person.aliases),
        "phones": list(person.phones),
        "emails": list(person.emails),
        "handles": list(person.handles),
        "addresses": list(person.addresses),
        "records": counts.get(person.key, 0),
    }


def _decision_json(decision: Decision) -> Json:
    return {
        "number": decision.number,
        "at": decision.at.isoformat(),
        "what": decision.what,
        "people": [someone.name for someone in decision.people()],
        "word": decision.word,
        "state": decision.state,
    }


def _name(person: Person) -> str:
    return next(iter((*filter(None, (person.name,)), *person.phones, *person.emails, *person.handles)), "")


def _you(keep: Keep, person: Person) -> str:
    return " (you)" if person.key in keep.address_book.roster().owner else ""


def _others(person: Person) -> str:
    """Return some names that do not follow from another one."""
    from keepmum.memory.people.aliases import parts

    own = _called(person)
    given = {parts(name)[0] for name in (person.name, *own)}
    telling = [name for name in own if name not in given]
    return ", ".join(telling[:_SHOWN]) + (", …" if len(telling) > _SHOWN else "")


def _called(person: Person) -> list[str]:
    """Return a person's other names, but for titles and short forms: names before relation words, another script early."""
    from keepmum.memory.people.aliases import fold, forms, is_chinese, parts
    from keepmum.memory.people.kin import CALLED

    split = {name: parts(name)[0] for name in dict.fromkeys((person.name, *person.aliases))}
    derived = {person.name, *(form for name, given in split.items() if given for form in forms(name) if form != name)}
    derived -= set(split.values())
    script = is_chinese(person.name)
    own = [alias for alias in person.aliases if alias not in derived]
    return sorted(own, key=lambda alias: (CALLED.get(fold(alias), -1), is_chinese(alias) == script))


def _said(decision: Decision) -> str:
    """Return a decision as a line."""
    from keepmum.memory.people.kin import is_owner

    names = [someone.name for someone in decision.people()]
    if not names:
        return decision.what
    if decision.what == "relation" and is_owner(decision.word):
        return f"{names[0]} is you"
    told = {
        "merge": "{0} and {1} are one",
        "split": "{0} is not {word}: that is somebody else",
        "alias": "{0} is also called {word}",
        "unalias": "{0} is not called {word}",
        "relation": "{0} is my {word}",
    }
    return told[decision.what].format(*names, word=decision.word)

"""Reads a page back as a tree, as strictly as tests need."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Element:
    """A tag with its attributes, children and text."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element] = []
        self.text = ""

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set((self.attributes.get("class") or "").split())

    def walk(self) -> Iterator["Element"]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, tag: str | None = None, **attributes: str) -> list["Element"]:
        """Elements below with that tag and those attributes (``data_visit`` is ``data-visit``)."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if (tag is None or one.tag == tag) and all(one.attributes.get(k) == v for k, v in wanted.items())
        ]

    def with_class(self, name: str) -> list["Element"]:
        """Elements below of a class."""
        return [one for one in self.walk() if name in one.classes]

    def words(self, language: str | None = None) -> str:
        """All text below, in one language if asked."""
        if language and self.attributes.get("lang") not in (None, language) and self.tag == "span":
            return ""
        return " ".join(filter(None, [self.text.strip(), *(child.words(language) for child in self.children)]))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def read_page(page: str) -> Element:
    """The page as a tree; every element must be closed, in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[one.tag for one in reader.open]}"
    return reader.root


def part(page: Element, id_: str) -> Element:
    """The one element with that id."""
    (found,) = page.all(id=id_)
    return found

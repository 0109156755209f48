"""The form of the editor for tests: what a browser would send of the page that was shown."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Reads the fields of the first form that posts."""

    def __init__(self):
        super().__init__()
        self.pairs, self._select, self._is_inside = [], None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._is_inside = attrs.get("id") == "rule-form"
        elif not self._is_inside:
            return
        elif tag == "input" and "name" in attrs:
            can_be_ticked = attrs.get("type") in ("checkbox", "radio")
            if not can_be_ticked or "checked" in attrs:
                self.pairs.append((attrs["name"], attrs.get("value", "on" if can_be_ticked else "")))
        elif tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.pairs.append((self._select, attrs["value"]))


def typed(answer):
    """The fields of the page as a browser would send them back: {name: value, or list of values}."""
    reader = _Fields()
    reader.feed(answer.content.decode())
    data = {}
    for name, value in reader.pairs:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in data.items()}

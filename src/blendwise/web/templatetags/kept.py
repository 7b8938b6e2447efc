"""The part of a page that is the same for all its readers, written once: `{% kept page %}…{% endkept %}`."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token

from blendwise.web.compression import Packed, packed_for

register = template.Library()

_MOST_KEPT = 64
"""So many texts of each part are kept: it has one per reading, languages and address."""


class _Kept(Node):
    def __init__(self, page: FilterExpression | None, nodelist: NodeList) -> None:
        self.page, self.nodelist = page, nodelist
        self.lock, self.known = threading.Lock(), OrderedDict[tuple[object, ...], tuple[Any, Packed]]()

    def render(self, context: Context) -> str:
        page, request = self.page and self.page.resolve(context), context["request"]
        languages = (context["lang"], *(context.get("other_languages") or ()))
        key = (id(page), languages, request.path, request.META.get("QUERY_STRING", ""))
        with self.lock:
            found = self.known.get(key)
        part = found[1] if found else self._keep(key, page, Packed(self.nodelist.render(context)))
        packed_for(request).append(part)
        return part.text

    def _keep(self, key: tuple[object, ...], page: Any, part: Packed) -> Packed:
        with self.lock:
            self.known[key] = (page, part)  # holding the page keeps its id from being another's
            while len(self.known) > _MOST_KEPT:
                self.known.popitem(last=False)
        return part


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """Write once what follows from a remembered reading, the language, those offered beside it and the address alone.

    Whatever else a page shows, such as who reads it, a form or a message, belongs outside. Without a reading it is
    what follows from the languages and the address.
    """
    _, *name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(parser.compile_filter(*name) if name else None, nodelist)

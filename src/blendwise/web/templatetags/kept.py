"""The part of a page that is the same for all its readers, written once: `{% kept page %}…{% endkept %}`."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token

register = template.Library()

_MOST_KEPT = 64
_lock = threading.Lock()
_kept: OrderedDict[tuple[object, ...], tuple[Any, str]] = OrderedDict()


class _Kept(Node):
    def __init__(self, page: FilterExpression, nodelist: NodeList) -> None:
        self.page, self.nodelist = page, nodelist

    def render(self, context: Context) -> str:
        page, request = self.page.resolve(context), context["request"]
        key = (self, id(page), context["lang"], request.path, request.META.get("QUERY_STRING", ""))
        with _lock:
            found = _kept.get(key)
        if found is not None:
            return found[1]
        text = self.nodelist.render(context)
        with _lock:
            _kept[key] = (page, text)  # holding the page keeps its id from being another's
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
        return text


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """Write once what follows from a remembered reading, the language and the address alone.

    Whatever else a page shows, such as who reads it, a form or a message, belongs outside.
    """
    _, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(parser.compile_filter(name), nodelist)

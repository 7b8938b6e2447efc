"""A form as data: what the JSON of a page says of the fields that the page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

__all__ = ["form_as_data"]


def form_as_data(form: forms.BaseForm) -> dict[str, Any]:
    """Return each field by its name: its value, choices and faults; what is secret or a file has no value."""
    return {name: _field(form[name]) for name in form.fields}


def _field(bound: Any) -> dict[str, Any]:
    field = bound.field
    found = {"value": _value(bound), "required": field.required, "errors": [str(e) for e in bound.errors]}
    if isinstance(field, forms.ChoiceField):
        found["choices"] = [str(value) for value, _ in bound.field.choices]
    return found


def _value(bound: Any) -> Any:
    if isinstance(bound.field, forms.FileField) or isinstance(bound.field.widget, forms.PasswordInput):
        return None
    value = bound.value()
    return value if value is None or isinstance(value, bool | int | float | list | date) else str(value)

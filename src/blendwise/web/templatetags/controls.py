"""Form fields as this site draws them: label, hint, error, control, tied together for whoever does not see them."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_TEXT = "utrecht-textbox utrecht-textbox--html-input"
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.FileInput, "bw-field"),
)


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the control of a field, with its classes and with what describes it."""
    widget = field.field.widget
    described = [
        f"{field.id_for_label}-{part}"
        for part, there in (("hint", field.help_text), ("error", field.errors))
        if there
    ]
    attrs: dict[str, Any] = {
        "class": next((c for kind, c in _CLASSES if isinstance(widget, kind)), _TEXT),
        "aria-describedby": " ".join(described) or False,
        "placeholder": False,
        "aria-invalid": "true" if field.errors else False,
    }
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether the label stands after the control."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether the field is several boxes to tick, which need a legend for all and a label each."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple)


@register.filter
def errors_of(form: forms.BaseForm, name: str) -> list[str]:
    """Return what is wrong with a field that a template draws itself."""
    return [str(error) for error in form.errors.get(name, ())]

"""One way to draw a form: our field template, errors tied to their field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    field_template_name = "django/forms/field.html"

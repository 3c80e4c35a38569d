from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "ilm.faces"
    label = "faces"

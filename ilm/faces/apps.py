from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "ilm.faces"
    label = "faces"

    def ready(self) -> None:
        from ilm.faces.catalogues import compile_all

        compile_all()

"""One prefix per audience. Which face answers is decided by the path (ilm.wall.faces)."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("ilm.faces.desk.urls")),
    path("w/", include("ilm.faces.worker.urls")),
    path("respond/", include("ilm.faces.respondent.urls")),
    path("buy/", include("ilm.faces.buyer.urls")),
    path("authority/", include("ilm.faces.authority.urls")),
    path("door/", include("ilm.faces.door.urls")),
    path("door/", include("allauth.urls")),  # its names have no namespace of ours
    path("", include("ilm.faces.public.urls")),
]

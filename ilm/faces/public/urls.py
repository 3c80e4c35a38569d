from django.urls import path

from ilm.faces.public import views

app_name = "public"
urlpatterns = [
    path("", views.dashboard_page, name="dashboard"),
    path("data.<slug:form>", views.data_page, name="data"),
    path("definitions/<slug:slug>/", views.definition_page, name="definition"),
    path("method/", views.method_page, name="method"),
    path("living/", views.living_page, name="living"),
]

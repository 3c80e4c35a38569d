from django.urls import URLPattern

app_name = "buyer"
urlpatterns: list[URLPattern] = []

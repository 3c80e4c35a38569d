from django.urls import URLPattern

app_name = "respondent"
urlpatterns: list[URLPattern] = []

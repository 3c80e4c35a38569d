"""Our pages of the door, and our versions of allauth's; the rest of allauth follows behind."""

from django.urls import path, re_path

from ilm.faces.door import keeping, views

app_name = "door"
urlpatterns = [
    path("", views.landing_page, name="landing"),
    path("account/", views.account_page, name="account"),
    path("invitation/<slug:token>/", views.invitation_page, name="invitation"),
    path("share/<slug:token>/", views.share_page, name="share"),
    path("logout/", keeping.sign_out, name="sign-out"),
    path("password/change/", keeping.change_password, name="change-password"),
    path("2fa/totp/activate/", keeping.activate_totp, name="activate-totp"),
    path("2fa/webauthn/add/", keeping.add_passkey, name="add-passkey"),
    path("2fa/webauthn/keys/<int:pk>/remove/", keeping.remove_passkey, name="remove-passkey"),
    re_path(
        r"^(?:signup|email|confirm-email|login/code|password/(?:set|reset))/",
        views.closed_page,
        name="closed",
    ),
]

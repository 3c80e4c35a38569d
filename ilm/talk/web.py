"""What the worker page leaves: reports sealed on her phone or on arrival, and her later words."""

CHANNEL = "web"

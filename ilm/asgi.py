"""Everything in one process: hooks on their own fast path, live events, pages."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")

import django

django.setup()

from ilm.faces.entrance import Entrance
from ilm.kit import memory

application = Entrance()
memory.settle()

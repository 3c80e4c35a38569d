import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """WhiteNoise warns about a folder that only a deployment fills."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

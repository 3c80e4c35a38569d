import pytest

from ilm.disclosure.tests import make as disclosures
from ilm.parties.tests import make


@pytest.fixture
def told():
    return disclosures.told()


@pytest.fixture
def shelter():
    return make.desk(name="Demo shelter network")

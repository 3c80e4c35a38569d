from datetime import UTC, date, datetime

from ilm.kit import clock


def test_a_demonstration_may_set_it() -> None:
    with clock.set_to(datetime(2030, 1, 1, 20, tzinfo=UTC)):
        assert clock.now() == datetime(2030, 1, 1, 20, tzinfo=UTC)
        assert clock.today() == date(2030, 1, 1)
        assert clock.today("Asia/Bangkok") == date(2030, 1, 2)

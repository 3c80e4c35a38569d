"""Days as Burmese readers write them."""

DATE_FORMAT = "Y F j"
MONTH_DAY_FORMAT = "F j"

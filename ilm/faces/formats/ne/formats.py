"""Days as Nepali readers write them."""

DATE_FORMAT = "Y F j"
MONTH_DAY_FORMAT = "F j"

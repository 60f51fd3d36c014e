"""Finished runs to compare. What the invented registers say of a State is not what it sent."""

from collections.abc import Callable
from functools import cache

import pytest

from sdg1241 import Rules, Run, read_run, write_run
from sdg1241.answers import Comparison, compare


@pytest.fixture(scope="session")
def finished(
    sample_run: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Run]:
    """`finished(2020, "2020-10")`: a finished run of a sample, read back."""

    @cache
    def read(cycle: int, edition: str | None = None) -> Run:
        folder = tmp_path_factory.mktemp("run")
        write_run(folder, sample_run(cycle, edition))
        return read_run(folder)

    return read


@pytest.fixture(scope="session")
def samples(sample_run: Callable[..., Run], rules: Rules) -> Comparison:
    """The two samples, cycle 2015 and cycle 2020."""
    return compare(sample_run(2015), sample_run(2020), rules)


# Five Parties of Central Asia, area 143. Basel: contacts and the five reports of the period.
PARTIES = """\
KAZ,basel,2000-01-01,
KAZ,montreal,2000-01-01,2018-01-01
KAZ,minamata,2018-01-01,
KGZ,basel,2000-01-01,
UZB,basel,2000-01-01,2019-06-30
TJK,basel,2016-07-01,
EUE,basel,2000-01-01,
"""
# Kazakhstan: Basel 3 of 6, Montreal 80 of 80; then Basel 2 of 6, Minamata 10 of 15.
# Kyrgyzstan: Basel 1 of 6, then 2 of 6. Uzbekistan: 1 of 6, then it left. Tajikistan: 3 of 6.
SUBMISSIONS = """\
KAZ,basel,focal_point,,2005-01-01,
KAZ,basel,competent_authority,,2005-01-01,
KAZ,basel,annual_report,2010,2011-06-01,
KAZ,basel,annual_report,2011,2012-06-01,
KAZ,basel,annual_report,2016,2017-06-01,
KAZ,montreal,article_7_report,2010,2011-06-01,
KAZ,montreal,article_7_report,2011,2012-06-01,
KAZ,montreal,article_7_report,2012,2013-06-01,
KAZ,montreal,article_7_report,2013,2014-06-01,
KAZ,montreal,article_7_report,2014,2015-06-01,
KAZ,montreal,licensing_system,,2005-06-01,
KAZ,minamata,national_focal_point,,2018-06-01,
KAZ,minamata,national_report,2019-short,2019-12-01,
KGZ,basel,annual_report,2010,2011-06-01,
KGZ,basel,annual_report,2015,2016-06-01,
KGZ,basel,annual_report,2016,2017-06-01,
UZB,basel,annual_report,2010,2011-06-01,
TJK,basel,annual_report,2017,2018-06-01,
TJK,basel,annual_report,2018,2019-06-01,
TJK,basel,annual_report,2019,2020-06-01,
EUE,basel,annual_report,2010,2011-06-01,
"""


@pytest.fixture
def central_asia(computed: Callable[..., Run], rules: Rules) -> Comparison:
    """The invented register in cycles 2015 and 2020."""
    return compare(*(computed(cycle, SUBMISSIONS, PARTIES) for cycle in (2015, 2020)), rules)

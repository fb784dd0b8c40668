"""What tests of measuring share: one Spark session in local mode, where Java is."""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One small Spark session; skipped where there is no Java or no PySpark."""
    if shutil.which("java") is None:
        pytest.skip("Java, which Spark needs, is not installed; on Debian: apt-get install default-jre")
    sql = pytest.importorskip("pyspark.sql", reason="no PySpark; run: pip install 'cslab[spark]'")
    logging.getLogger("py4j").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.memory", "1g")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
        yield session
        session.stop()

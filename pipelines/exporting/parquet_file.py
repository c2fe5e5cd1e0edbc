"""A table as Apache Parquet, by pyarrow, which is an extra: `pip install 'presswatch[parquet]'`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import IO, Any

from pipelines.errors import PresswatchError
from pipelines.exporting.columns import COLUMNS, Column, Record

BATCH = 2_000
"""Articles of a row group: what is held in memory at once."""


class NoParquet(PresswatchError):
    """pyarrow is not installed."""

    exit_code = 2


def write_parquet(records: Iterable[Record], out: IO[bytes]) -> int:
    """A row an article; returns how many. Lists are lists, times are timestamps in UTC. Raises NoParquet."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        mend = "pip install 'presswatch[parquet]', or choose another --format"
        raise NoParquet("cannot write", "parquet", "pyarrow is not installed", mend) from error
    kinds = {
        "text": pa.string(),
        "time": pa.timestamp("s", tz="UTC"),
        "number": pa.int64(),
        "flag": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    schema = pa.schema([(column.name, kinds[column.kind]) for column in COLUMNS])
    left, count = iter(records), 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while some := list(islice(left, BATCH)):
            values = [[_value(column, column.of(record)) for record in some] for column in COLUMNS]
            writer.write_table(pa.table(values, schema=schema))
            count += len(some)
    return count


def _value(column: Column, value: Any) -> Any:  # noqa: ANN401 - a value of any kind
    return datetime.fromisoformat(value) if column.kind == "time" and value else value

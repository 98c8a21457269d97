"""A small log of sensors, as a device would write it: records without padding, some of them big-endian.

Writes crates/npcore/examples/data/sensors.bin: a header of 8 bytes (`magic`, `version`, `count`), then `count` packets of
22 bytes.
"""

import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/npcore/examples/data/sensors.bin"
COUNT = 240
HEADER = np.dtype([("magic", "S4"), ("version", "<u2"), ("count", "<u2")])
PACKET = np.dtype([("time", "<M8[us]"), ("sensor", "u1"), ("kind", "S3"), ("value", ">f4"), ("axes", "<i2", (3,))])

rng = np.random.default_rng(2026)
log = np.zeros(COUNT, PACKET)
log["time"] = np.datetime64("2026-11-22T08:00:00", "us") + np.cumsum(rng.integers(900, 250_000, COUNT)).astype("m8[us]")
log["sensor"] = rng.integers(1, 6, COUNT)
log["kind"] = np.array([b"", b"tmp", b"tmp", b"hum", b"acc", b"hum"])[log["sensor"]]
log["value"] = np.round(np.where(log["kind"] == b"tmp", rng.normal(28, 4, COUNT), rng.uniform(0, 100, COUNT)), 2)
log["axes"] = np.where((log["kind"] == b"acc")[:, None], rng.integers(-2000, 2000, (COUNT, 3)), 0)
OUT.write_bytes(np.array((b"SLOG", 1, COUNT), HEADER).tobytes() + log.tobytes())

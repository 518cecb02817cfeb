# tests/http/exposition.py: a strict reader of Prometheus' text format, 0.0.4: what a lenient one would forgive fails here.
# SPDX-License-Identifier: Apache-2.0
import math
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
HELP = re.compile(rf"# HELP ({NAME}) ((?:[^\\]|\\\\|\\n)*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram|summary|untyped)")
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?([eE][+-]?\d+)?|Inf)|NaN")


class Figures:
    """What was written: types by name, samples by name and labels."""

    def __init__(self, text):
        self.types, self.samples = {}, {}
        assert text.endswith("\n") and "\r" not in text and "\n\n" not in text
        current, helped = None, None
        for line in text[:-1].split("\n"):
            if match := HELP.fullmatch(line):
                helped = match[1]
                assert helped not in self.types, f"{helped} comes twice"
            elif match := TYPE.fullmatch(line):
                current = match[1]
                assert current == helped and current not in self.types, line
                assert (match[2] == "counter") == current.endswith("_total"), line
                self.types[current] = match[2]
            else:
                self.sample(line, current)
        for name, kind in self.types.items():
            if kind == "histogram":
                self.check_histogram(name)
            elif kind == "counter":
                assert all(value >= 0 and value == int(value) for value in self.all(name).values()), name

    def sample(self, line, current):
        match = SAMPLE.fullmatch(line)
        assert match and NUMBER.fullmatch(match[3]), line
        names = [current] if self.types.get(current) != "histogram" else [current + part for part in ("_bucket", "_sum", "_count")]
        assert match[1] in names, f"{line} stands under {current}"
        labels, rest = {}, match[2] or ""
        while rest:
            one = LABEL.match(rest)
            assert one and one[1] not in labels, line
            labels[one[1]], rest = one[2], rest[one.end():]
            assert not (one[3] and not rest), line
        key = (match[1], frozenset(labels.items()))
        assert key not in self.samples, f"{line} comes twice"
        self.samples[key] = float(match[3].replace("Inf", "inf"))

    def check_histogram(self, name):
        series = {}
        for labels, value in self.all(name + "_bucket").items():
            labels = dict(labels)
            series.setdefault(frozenset((key, text) for key, text in labels.items() if key != "le"), []).append((float(labels["le"].replace("Inf", "inf")), value))
        assert set(series) == set(self.all(name + "_sum")) == set(self.all(name + "_count")), name
        for labels, buckets in series.items():
            assert buckets == sorted(buckets) and len({bound for bound, _ in buckets}) == len(buckets), (name, labels)
            assert [value for _, value in buckets] == sorted(value for _, value in buckets), (name, labels)
            assert buckets[-1] == (math.inf, self.samples[(name + "_count", labels)]), (name, labels)

    def all(self, name):
        """The samples of a name, by their labels."""
        return {labels: value for (one, labels), value in self.samples.items() if one == name}

    def get(self, name, **labels):
        """One sample; 0 where it has not been counted yet."""
        return self.samples.get((name, frozenset(labels.items())), 0)

    def sum(self, name, **some):
        """All samples of a name whose labels are so."""
        return sum(value for labels, value in self.all(name).items() if some.items() <= dict(labels).items())

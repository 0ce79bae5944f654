"""Reads pages as JSON, one a line ({"format", "text"}), and says what prometheus_client makes of each."""
import json
import math
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text_format


def number(value):
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def seconds(timestamp):
    return None if timestamp is None else number(float(timestamp))


def sample(one):
    read = {
        "name": one.name,
        "labels": sorted(one.labels.items()),
        "value": number(one.value),
        "timestamp": seconds(one.timestamp),
    }
    if one.exemplar is not None:
        read["exemplar"] = [
            sorted(one.exemplar.labels.items()),
            number(one.exemplar.value),
            seconds(one.exemplar.timestamp),
        ]
    return read


def family(one):
    return {
        "name": one.name,
        "type": one.type,
        "help": one.documentation,
        "unit": one.unit,
        "samples": [sample(each) for each in one.samples],
    }


for line in sys.stdin:
    page = json.loads(line)
    read = open_metrics if page["format"] == "openmetrics" else text_format
    try:
        answer = {"families": [family(one) for one in read(page["text"])]}
    except Exception as error:  # whatever it throws, it does not take the page
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))

"""Files and functions stay small enough to be read on one screen or a few."""

import statistics

LONGEST_FILE = 400
LONGEST_FUNCTION = 70
MEASURED = {".py", ".html", ".css", ".js", ".sql"}


def test_no_file_is_longer_than_four_hundred_lines(everything, root, expect_none):
    lengths = {
        path: len(path.read_text("utf-8").splitlines()) for path in everything if path.suffix in MEASURED
    }
    long = [
        f"{path.relative_to(root)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE
    ]
    expect_none(long, "A long file is two deeds")


def test_files_are_short_as_a_rule(sources):
    lengths = sorted(source.lines for source in sources if source.text.strip())
    assert statistics.median(lengths) <= 80
    assert lengths[len(lengths) * 9 // 10] <= 200


def test_no_function_is_longer_than_seventy_lines(all_sources, expect_none):
    long = [
        f"{source.name}: {name}: {lines} lines"
        for source, name, lines in _functions(all_sources)
        if lines > LONGEST_FUNCTION
    ]
    expect_none(long, "A function fits on a screen")


def test_functions_are_short_as_a_rule(sources):
    lengths = sorted(lines for _, _, lines in _functions(sources))
    assert statistics.median(lengths) <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30


def _functions(sources):
    return [
        (source, function.name, (function.end_lineno or 0) - function.lineno + 1)
        for source in sources
        for function in source.functions()
    ]

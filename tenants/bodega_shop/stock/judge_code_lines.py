"""Judges each line of an import: a new code, a duplicate, or refused with a reason."""

from collections.abc import Callable, Container
from dataclasses import replace
from typing import Final

from bodega_shop.stock.code_line import CANONICAL_SEPARATOR, CodeLine, CodeLines, Phrase, usual_field_count
from bodega_shop.stock.import_preview import DuplicateLine, ImportPreview, NewCode, RefusedLine
from bodega_shop.stock.label_fields import label_fields, split_code
from bodega_shop.stock.mask_code import mask_code
from bodega_shop.stock.refuse_code_line import refuse_code_line

_SAMPLES: Final = 5


def judge_code_lines(
    codes: CodeLines, *, fingerprint: Callable[[str], bytes], known: Container[bytes] = ()
) -> ImportPreview:
    """Sort `codes` out; `fingerprint` is the shop's keyed hash, `known` holds the fingerprints in its stock.

    Where `known` can only be looked up by the fingerprints themselves, judge without it first and pass the
    preview through `set_aside_known` afterwards.
    """
    usable, refused = _sort_out_refused(codes.lines)
    new, duplicates = _sort_out_duplicates(usable, fingerprint)
    preview = ImportPreview(
        new=new,
        duplicates=duplicates,
        refused=refused,
        blank=codes.blank,
        separator=codes.separator,
        encoding=codes.encoding,
        labels=label_fields(usual_field_count(usable)),
        samples=[],
        notices=codes.notices,
    )
    return set_aside_known(preview, known)


def set_aside_known(preview: ImportPreview, known: Container[bytes]) -> ImportPreview:
    """The same preview with the new codes whose fingerprint is in `known` among the duplicates instead."""
    in_stock = [code for code in preview.new if code.fingerprint in known]
    new = [code for code in preview.new if code.fingerprint not in known] if in_stock else preview.new
    duplicates = [*preview.duplicates, *(DuplicateLine(c.number, mask_code(c.text), None) for c in in_stock)]
    return replace(
        preview,
        new=new,
        duplicates=sorted(duplicates, key=lambda line: line.number),
        samples=[_sample(code.text, len(preview.labels)) for code in new[:_SAMPLES]],
    )


def _sort_out_refused(lines: list[CodeLine]) -> tuple[list[CodeLine], list[RefusedLine]]:
    sound: list[CodeLine] = []
    refused: list[RefusedLine] = []
    for line in lines:
        reason = refuse_code_line(line, is_first=line is lines[0])
        if reason is None:
            sound.append(line)
        else:
            refused.append(_refuse(line, reason))
    usual = usual_field_count(sound)
    refused += [_refuse(line, _explain_count(line, usual)) for line in sound if len(line.fields) != usual]
    refused.sort(key=lambda line: line.number)
    return [line for line in sound if len(line.fields) == usual], refused


def _refuse(line: CodeLine, reason: Phrase) -> RefusedLine:
    return RefusedLine(line.number, mask_code(CANONICAL_SEPARATOR.join(line.fields)), reason)


def _explain_count(line: CodeLine, usual: int) -> Phrase:
    return Phrase(
        "It has %(count)d field(s) where the other lines have %(usual)d.",
        {"count": len(line.fields), "usual": usual},
    )


def _sort_out_duplicates(
    lines: list[CodeLine], fingerprint: Callable[[str], bytes]
) -> tuple[list[NewCode], list[DuplicateLine]]:
    new: list[NewCode] = []
    duplicates: list[DuplicateLine] = []
    first_seen: dict[str, int] = {}
    for line in lines:
        text = CANONICAL_SEPARATOR.join(line.fields)
        earlier = first_seen.setdefault(text, line.number)
        if earlier == line.number:
            new.append(NewCode(line.number, text, fingerprint(text)))
        else:
            duplicates.append(DuplicateLine(line.number, mask_code(text), earlier))
    return new, duplicates


def _sample(text: str, field_count: int) -> tuple[str, ...]:
    return tuple([mask_code(field) for field in split_code(text, field_count)])

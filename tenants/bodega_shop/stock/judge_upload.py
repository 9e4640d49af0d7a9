"""Reads and judges an upload of codes beside the event loop, and sets aside what is in the shop's stock already."""

from dataclasses import dataclass, field
from functools import partial

from bodega.kernel.aside import Aside
from bodega.kernel.database import shop_scope
from bodega.kernel.vault import ShopVault
from bodega.street.shop import Shop
from bodega_shop.stock.code_line import SeparatorChoice
from bodega_shop.stock.decode_text_file import Encoding
from bodega_shop.stock.import_preview import ImportPreview
from bodega_shop.stock.judge_code_lines import judge_code_lines, set_aside_known
from bodega_shop.stock.put_codes import FINGERPRINT_PURPOSE
from bodega_shop.stock.read_code_lines import read_code_lines

LOOKED_UP_AT_ONCE = 5_000

# 200,000 lines take some hundred megabytes while they are judged: one upload at a time in each process.
_aside = Aside(1)


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody sent, and how they want it read. Pasted text has no name and is UTF-8."""

    content: bytes = field(repr=False)
    name: str = ""
    separator: SeparatorChoice = "auto"
    encoding: Encoding | None = None


async def judge_upload(shop: Shop, upload: Upload) -> ImportPreview:
    """Judge it against the stock as it is now. Raises `UnreadableFile`."""
    preview = await judge_alone(shop, upload)
    known = await _known(shop, [code.fingerprint for code in preview.new])
    return await _aside(partial(set_aside_known, preview, known))


async def judge_alone(shop: Shop, upload: Upload) -> ImportPreview:
    """Judge it without a look at the stock; the same upload is judged the same each time."""
    return await _aside(partial(_judge, shop.vault, upload))


def _judge(vault: ShopVault, upload: Upload) -> ImportPreview:
    source = upload.content if upload.name else upload.content.decode()
    lines = read_code_lines(
        source, file_name=upload.name, separator=upload.separator, encoding=upload.encoding
    )
    return judge_code_lines(lines, fingerprint=lambda text: vault.fingerprint(text, FINGERPRINT_PURPOSE))


async def _known(shop: Shop, fingerprints: list[bytes]) -> set[bytes]:
    known: set[bytes] = set()
    async with shop_scope(shop) as scope:
        for start in range(0, len(fingerprints), LOOKED_UP_AT_ONCE):
            rows = await scope.fetch(
                "select fingerprint from code_fingerprint where fingerprint = any($1)",
                fingerprints[start : start + LOOKED_UP_AT_ONCE],
            )
            known.update(row["fingerprint"] for row in rows)
    return known

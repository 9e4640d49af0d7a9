"""The bill of one day as Alipay packs it: two tables in GBK with GBK names, blanks behind numbers, remarks around."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date

from simulators.alipay.books import Merchant, Trade, yuan
from simulators.alipay.trade_methods import BEIJING, beijing

HEADING = [
    "支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称", "操作员", "终端号",
    "对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）", "支付宝优惠（元）", "商家优惠（元）",
    "券核销金额（元）", "券名称", "商家红包消费金额（元）", "卡消费金额（元）", "退款批次号/请求号", "服务费（元）", "分润（元）", "备注",
]  # fmt: skip
_SERVICE = 60  # of ten thousand


def rows_of(trades: Iterable[Trade], merchant: Merchant, day: date) -> list[dict[str, str]]:
    return [
        row
        for trade in trades
        if trade.merchant is merchant and trade.in_bill
        for row in _rows(trade)
        if row["完成时间"].startswith(day.isoformat())
    ]


def packed(rows: list[dict[str, str]], merchant: Merchant, day: date) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        stem = f"{merchant.seller_id}0156_{day:%Y%m%d}_业务明细"
        for name, text in (
            (f"{stem}.csv", listed(rows, merchant, day)),
            (f"{stem}(汇总).csv", _sums(merchant, day)),
        ):
            # The names are GBK bytes without a flag that says so, which a reader takes for code page 437.
            files.writestr(zipfile.ZipInfo(name.encode("gbk").decode("cp437")), text.encode("gbk"))
    return archive.getvalue()


def listed(rows: list[dict[str, str]], merchant: Merchant, day: date) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    table.write(f"#支付宝业务明细查询\r\n#账号：[{merchant.seller_id}0156]\r\n")
    table.write(f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{day:%Y年%m月%d日} 24:00:00]\r\n")
    table.write(
        "#-----------------------------------------业务明细列表----------------------------------------\r\n"
    )
    writer.writerow(HEADING)
    for row in rows:
        writer.writerow([f"{row.get(name, '')}\t" for name in HEADING])
    table.write(
        "#-----------------------------------------业务明细列表结束------------------------------------\r\n"
    )
    table.write(f"#导出时间：[{day:%Y年%m月%d日} 10:00:00]\r\n")
    return table.getvalue()


def _rows(trade: Trade) -> Iterator[dict[str, str]]:
    same = {
        "支付宝交易号": trade.trade_no,
        "商户订单号": trade.out_trade_no,
        "商品名称": trade.subject,
        "对方账户": "*浩(che***@example.com)",
    }
    if trade.paid_at and trade.opened_at:
        yield same | {
            "业务类型": "交易",
            "创建时间": beijing(trade.opened_at),
            "完成时间": beijing(trade.paid_at),
            "订单金额（元）": yuan(trade.fen),
            "商家实收（元）": yuan(trade.fen),
            "服务费（元）": f"-{yuan(_fee(trade.fen))}",
        }
    for refund in trade.refunds.values():
        yield same | {
            "业务类型": "退款",
            "创建时间": beijing(refund.at.astimezone(BEIJING)),
            "完成时间": beijing(refund.at),
            "订单金额（元）": f"-{yuan(refund.fen)}",
            "商家实收（元）": f"-{yuan(refund.fen)}",
            "退款批次号/请求号": refund.number,
            "服务费（元）": yuan(_fee(refund.fen)),
        }


def _fee(fen: int) -> int:
    return (fen * _SERVICE + 5_000) // 10_000


def _sums(merchant: Merchant, day: date) -> str:
    return (
        f"#支付宝业务汇总查询\r\n#账号：[{merchant.seller_id}0156]\r\n"
        "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\r\n合计\t,,1,0,0.00,0.00\r\n"
    )

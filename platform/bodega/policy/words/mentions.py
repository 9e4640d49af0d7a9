"""Telling an offer from a mention: who forbids, refuses or warns of a thing does not sell it."""

import re

# 不封号外挂 is an offer: only words that refuse the thing itself count, and 的 ends what they refuse.
_REFUSED_BEFORE = re.compile(
    "(?:不(?:提供|支持|销售|出售|售卖|从事|涉及|碰|做|卖|售|收|搞|涉足|承接|办理|含|包含|得|可|允许|参与|承诺|保证|回收|相信|接受|能保证|能承诺)"
    "|禁止|严禁|禁售|拒绝|谢绝|杜绝|防范|打击|举报|抵制|反对|防止|避免|请勿|切勿|不要|不设|不要求|不附带|警惕|谨防|小心|当心|远离"
    "|(?:绝不|从不|从未|不会)(?:做|卖|售|接|提供|销售|出售|从事|参与|自称|宣称|声称|号称|删|改|修改|隐藏|删除|索要)|并非|而非|无需|无须|关闭|卸载|检测到|如有|涉嫌"
    r"|\bno|do not|don't|never|against|prohibit\w*|forbid\w*)(?:[^，的]|(?:任何|一切|各种)形式的){0,18}$"
)
_DENIED_BEFORE = re.compile("(?:反|非|无|没有|未|不|勿|禁)$")
_DENIED_INSIDE = re.compile(
    "不(?:可|得|能|支持|提供|予|允许|参与|附带|含|需|办理)(?!超越|企及|相?比)|无法(?!超越|企及|相?比)|禁止|严禁|拒绝|谢绝|请勿|切勿"
)
_BLAMED_AFTER = re.compile(
    "[^，、的]{0,6}?"
    "(?:等|类|业务|行为|信息|内容|活动|工具|软件)*(?:均|一律|概|都)?"
    "(?:会导致|将导致|可能导致|导致|属于违法|属违法|是违法|违法|违规|将被|会被|可能被|可能违反|违反|不符合|概不|均不|的?骗局|的?诈骗|的?陷阱|不予)"
)
_DISOWNED_AFTER = re.compile(
    "[^，]{0,16}，(?:本店|我们|小店|平台)(?:概|从|均|一律)?不(?:售|卖|提供|出售|销售|做|接|支持|参与|予)"
)
_LOOK_BACK = 40


def is_mere_mention(plain: str, start: int, end: int) -> bool:
    """Whether plain[start:end] is named in order to refuse it, forbid it, or warn of it, in its own clause."""
    clause = plain[max(0, start - _LOOK_BACK) : start].rpartition("，")[2]
    return bool(
        _REFUSED_BEFORE.search(clause)
        or _DENIED_BEFORE.search(clause)
        or _DENIED_INSIDE.search(plain, start, end)
        or _BLAMED_AFTER.match(plain, end)
        or _DISOWNED_AFTER.match(plain, end)
    )

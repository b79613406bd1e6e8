"""Chinese text as the grammar reads it: full-width marks narrowed and traditional characters simplified, one for one."""

from __future__ import annotations

import re
from functools import lru_cache

_TRADITIONAL = (
    "號号 禮礼 週周 後后 點点 時时 間间 個个 這这 從从 農农 曆历 歷历 節节 國国 慶庆 聖圣 誕诞 勞劳 動动 兒儿 婦妇 親亲 雙双 陽阳 "
    "兩两 鐘钟 鍾钟 過过 來来 開开 內内 還还 剛刚 會会 當当 約约 離离 歲岁 臘腊 閏闰 紀纪 萬万 貞贞 順顺 豐丰 緒绪 統统 興兴 靈灵 聽听 "
    "尋寻 現现 與与 於于 發发 裡里 裏里 淩凌 幾几 連连 長长 臨临 頭头 繼继 產产 達达 將将 計计 應应 歳岁 馬马 舊旧 陰阴 樹树 師师 "
    "軍军 黨党 龍龙 復复 黃黄 暫暂 嘅的 總总 終终 樂乐 氣气 員员 讓让 級级 齡龄 輕轻 線线 樓楼 門门 碼码 機机 車车 館馆 廳厅 艙舱 學学 "
    "課课 燈灯 餐餐 陣阵 麼么 僅仅 廣广 區区 戶户 單单 隊队 貨货 體体 紅红 綠绿 隻只 條条 項项 種种 見见 議议 觀观 說说 談谈 講讲 "
    "鬧闹 習习 題题 條条 們们 話话 報报 記记 語语 餅饼 費费 經经 飛飞 機机 啟启 趕赶 電电 壓压 塊块 錢钱 邊边 樣样 張张 場场"
)
_WIDE = {0x3000: " ", 0x2013: "-", 0x2014: "-", 0x2015: "-", 0x301C: "~", 0xFE55: ":", 0x2236: ":", 0x00A0: " ", 0x25CB: "〇"}
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_FORMAL_RUN = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零〇]{2,}|[壹贰貳叁參肆伍陆陸柒捌玖拾](?=[年月日號号])")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = {ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()}
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})  # full-width ASCII
    return table | _WIDE


def plain(text: str) -> str:
    """Make spellings equal that mean the same time.

    Only characters that occur in time expressions, or beside them, are simplified: 後天 becomes 后天.
    Formal numerals are read as plain ones where they stand together or before a unit, so that 大陆 stays as it is.

    Args:
        text: Any text.

    Returns:
        A text of the same length, so that places in it are places in the original.
    """
    if text.isascii():
        return text
    text = _FORMAL_RUN.sub(lambda match: match.group().translate(_FORMAL), text)
    return text.translate(_table())

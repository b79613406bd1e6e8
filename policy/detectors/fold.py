"""One way of writing for many: full-width, zero-width, accents and look-alike letters are folded before anything is matched.

Two steps. `fold` keeps letters and case and is for every detector; `letters` goes further and is for comparing names. Both know the way
back, so that a span always lies in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from keepmum.policy.span import Span

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u30fb" + "\u00b7\u2022\u2027"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DIGITS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)  # where other scripts' ten digits begin

_PLAIN: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # the full-width forms of ASCII
    **{ord(char): " " for char in _SPACES},
    **{ord(char): "-" for char in _DASHES[:9]},
    **{ord(char): "\u00b7" for char in _DASHES[9:]},  # middle dots part the names of a foreign person in Chinese
    **{first + digit: str(digit) for first in _DIGITS for digit in range(10)},
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u2032\u201b"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u2033"), '"'),
}

# What has no width of its own: joiners, direction marks, soft hyphen, variation selectors, tags, and combining accents.
_UNSEEN = re.compile(
    r"(?i:&(?:shy|zwn?j|lrm|rlm|#0*173|#0*820[3-7]|#x0*(?:ad|200[b-f]));|<wbr ?/?>)|"  # the same, as HTML writes it
    "[\u00ad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)

# Cyrillic and Greek letters that look like Latin ones (own selection), small letters.
_ALIKE = dict(zip("авеікмнорстухѕјԁһӏαβεικνορτυχ", "abeikmhopctyxsjdhlabeiknoptux", strict=True))
# Latin letters that Unicode does not take apart, small capitals, and letters that are drawn like others.
_ALIKE |= dict(
    zip("łøđıðħŧßæœþŋĸſƒɑɡɩʀʏᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘᴛᴜᴠᴡᴢօոսһցհⅼ", "lodidhtsaotnksfagirYabcdeghijklmnoptuvwzonuhghl".lower(), strict=True)
)
# Traditional characters that stand in names, as simplified ones: whoever is 陈 is 陳 too.
_ALIKE |= dict(
    zip(
        "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇魏呂盧鍾鐘譚陸賈韋鄒龍陶賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐陽關蘭紀單塗駱藍華饒農繆簡車連蘆麥婁竇黨宮費衛應邊師榮叢鞏鄺"
        "偉國麗軍強勝傑鵬飛燕紅艷豔萍蓮鳳瓊瑩靜婭嫻嬌慶賢達遠運東衛興業學義禮書詩語靈鑫寶貴銀鐵鋼錦鏡錚銘鎮長門閃開閔閏闊陰際隨難雲靂霧韻頤頌風颯駿驍驕魚鯤鳴鶴麟"
        "齡爾愛憶懷懿戰擇擁揚曉曄會樂樹橋權歡歲歷漢潔澤濤濱瀟瀾煒煥燁燦獻瑋環璽畢疊發盡碩穎穩競筆籌級純紋納紹細組結絢統經綺維綱網綠緒練緯縝績繼續纓羣聖聞聯聰聲肅"
        "臨興舉藝蕓薇處號術補裝複覺覽觀諾謀謙證譽議護讓豐財賓贊輝軒輕輯農逸進適遲邁鄉釗鈞鈴鋒錄鍵麵黨齊葦偲倫側備傳僑億儀優兒內冊凱則剛創劍動務勁勵勳匯區協卻參"
        "嚮單嘉園圓圖團執堅場壯壽夢奮婦媽姍孌實寧寫將專尋對導層嶺嶽幫幹庫廣廷廳彌彥後徑從復德徹恆悅惠愷慈慧憲戀戶",
        "张刘陈杨黄赵吴孙马罗郑谢许韩冯邓萧叶苏魏吕卢钟钟谭陆贾韦邹龙陶贺顾龚万钱严汤温齐乔庞颜庄聂鲁欧阳关兰纪单涂骆蓝华饶农缪简车连芦麦娄窦党宫费卫应边师荣丛巩邝"
        "伟国丽军强胜杰鹏飞燕红艳艳萍莲凤琼莹静娅娴娇庆贤达远运东卫兴业学义礼书诗语灵鑫宝贵银铁钢锦镜铮铭镇长门闪开闵闰阔阴际随难云雳雾韵颐颂风飒骏骁骄鱼鲲鸣鹤麟"
        "龄尔爱忆怀懿战择拥扬晓晔会乐树桥权欢岁历汉洁泽涛滨潇澜炜焕烨灿献玮环玺毕叠发尽硕颖稳竞笔筹级纯纹纳绍细组结绚统经绮维纲网绿绪练纬缜绩继续缨群圣闻联聪声肃"
        "临兴举艺芸薇处号术补装复觉览观诺谋谦证誉议护让丰财宾赞辉轩轻辑农逸进适迟迈乡钊钧铃锋录键面党齐苇偲伦侧备传侨亿仪优儿内册凯则刚创剑动务劲励勋汇区协却参"
        "向单嘉园圆图团执坚场壮寿梦奋妇妈姗娈实宁写将专寻对导层岭岳帮干库广廷厅弥彦后径从复德彻恒悦惠恺慈慧宪恋户",
        strict=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        text: What detectors match on.
        places: For each folded character, and for the end, its place in the text as given; none where nothing moved.
    """

    text: str = field(repr=False)
    places: tuple[int, ...] | None = field(default=None, repr=False)

    def back(self, spans: Iterable[Span]) -> Iterator[Span]:
        """Yield the spans as they lie in the text as given."""
        if self.places is None:
            yield from spans
            return
        for span in spans:
            yield replace(span, start=self.places[span.start], end=self.places[span.end])


def fold(text: str) -> Folded:
    """Fold full-width forms, spaces, dashes, quotes and digits to ASCII, and drop what has no width.

    Args:
        text: Any text.

    Returns:
        The folded text; characters that remain stand in their order.
    """
    if text.isascii() and "&" not in text and "<" not in text:
        return Folded(text)
    plain = text.translate(_PLAIN)
    if not _UNSEEN.search(plain):
        return Folded(plain)
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for gap in _UNSEEN.finditer(plain):
        kept.append(plain[at : gap.start()])
        places.extend(range(at, gap.start()))
        at = gap.end()
    kept.append(plain[at:])
    places.extend(range(at, len(plain) + 1))
    return Folded("".join(kept), tuple(places))


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Return one small letter without accent for ``char``; Latin look-alikes become Latin."""
    small = char.lower()
    if len(small) != 1:
        small = small[0]
    base = unicodedata.normalize("NFKD", small)[0].lower() if not "\uac00" <= small <= "\ud7a3" else small
    return _ALIKE.get(base, base)


def letters(text: str) -> str:
    """Return ``text`` for comparing names: small, without accents, look-alikes as Latin; as long as it was."""
    if text.isascii():
        return text.lower()
    return "".join(map(_letter, text))

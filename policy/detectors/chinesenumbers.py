"""Chinese numbers and accounts: what is said in characters, plates, papers, deeds, and the names of messengers with what follows them."""

from __future__ import annotations

import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import END, HAN, START, shape
from keepmum.policy.detectors.words import is_common

_SAID = "零〇幺一二三四五六七八九壹贰叁肆伍陆柒捌玖0-9"
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
_SAYS = r"(?:号码?|id|名|账号|帐号|ID)?(?P<says>\s?(?:号|是|为|叫|[:=]|is(?![a-z]))){0,2}\s{0,2}[\"“「]?"
_MESSENGER = (
    r"(?:微信|企业微信|[薇威维卫]信|v信|绿泡泡|支付宝|抖音|快手|小红书|微博|b站|哔哩哔哩|钉钉|飞书|陌陌|探探|知乎|豆瓣|淘宝|闲鱼|旺旺|"
    r"领英|脸书|推特|"
    rf"{START}(?:we ?chat|weixin|vx|wx|alipay|weibo|douyin)(?![A-Za-z])|(?:加个?|\+) ?[vV](?![A-Za-z]))"
)


def _said(match: re.Match[str]) -> float:
    """Believe a number that is said digit by digit, at least in part: groups of two or more, or eleven and more one by one."""
    groups = re.split(f"[^{_SAID}]+", match["it"])
    count = sum(map(len, groups))
    if count < 7 or len(re.findall(r"[^0-9 ,.、\-]", match["it"])) < 3:
        return 0.0
    return 0.6 if min(map(len, groups[:-1] or groups)) >= 2 or count >= 11 else 0.0


def _messenger(match: re.Match[str]) -> float:
    """Refuse "微信pay" and "wx is down": without 号 or a colon before it, an ordinary word is no account."""
    value = match["it"]
    if re.search(r"[0-9_\-]", value):
        return 0.9
    if not match["says"]:
        return 0.0 if len(value) < 6 or is_common(value.lower()) else 0.6
    return 0.5 if is_common(value.lower()) else 0.8


CHINESE_NUMBERS = (
    # Said in characters, in one piece or in groups (幺三八 零零幺三 八零零零); papers, deeds, orders, by their word; plates
    Gated(
        (
            shape(
                Category.ID_NUMBER,
                rf"(?<![{_SAID}十百千万])(?P<it>(?=[{_SAID} ,.、\-]{{15,48}})"
                rf"[{_SAID}]{{1,18}}(?:[ ,.、\-]{{1,2}}[{_SAID}]{{1,18}}){{0,17}}+[X叉]?)"
                "(?![十百千万亿年月])",
                digits=False,
                check=lambda match: _said(match) if sum(char not in " ,.、-" for char in match["it"]) >= 15 else 0.0,
            ),
            shape(
                Category.PHONE,
                rf"(?<![{_SAID}十百千万])(?P<it>[{_SAID}]{{1,24}}(?:[ ,.、\-]{{1,2}}[{_SAID}]{{1,12}}){{0,14}}+)"
                rf"(?![{_SAID}十百千万亿年月])",
                digits=False,
                check=_said,
            ),
            shape(Category.ACCOUNT, rf"[{HAN}]{{0,2}}\([0-9]{{4}}\)[{HAN}0-9]{{1,24}}?第?[0-9]{{1,9}}号"),  # cases and deeds
            shape(
                Category.ID_NUMBER,
                r"(?:护照|通行证|回乡证|台胞证|居留证|驾照|驾驶证|行驶证|身份证|证件|证书|执照|许可证|执业证|学生证|工作证|军官证|士兵证|"
                r"居住证|社保|医保|"
                rf"公积金|纳税人识别|信用代码)[{HAN}]{{0,6}}\s?[:=是为]?\s{{0,2}}(?P<it>(?=[A-Z \-]{{0,8}}[0-9])"
                rf"[A-Z0-9](?:[ \-]?[A-Z0-9()]){{4,24}})",
            ),
            shape(
                Category.PLATE,
                rf"{_PROVINCE} ?[A-Z][ .\u00b7\-]{{0,2}}(?:[A-Z0-9]{{5,6}}|[A-Z0-9]{{4}}[挂学警港澳领使试超])" + END,
                digits=False,
            ),
            shape(
                Category.PLATE,
                r"(?:WJ ?[" + HAN + r"]?|[军空海北沈兰济南广成][A-Z])[ .\u00b7\-]?[0-9]{4,5}[A-Z]?" + END,
                case=True,
                score=0.7,
            ),
            shape(Category.ACCOUNT, r"(?:后[四4]位|末[四4]位|最后[四4]位|前[六6三3]位|后[六6]位)[是为:]?\s?(?P<it>[0-9]{3,6})(?![0-9])"),
            shape(Category.ACCOUNT, r"(?:座位号?|[0-9]{1,2}车厢?|坐在?)[是为:]?\s?(?P<it>[0-9]{1,3}[A-HJK])" + END),
            shape(
                Category.ACCOUNT,
                r"(?:单号|运单|订单|账[号户]|帐[号户]|卡号|[工学座]号|病历|门诊|住院|案号|编号|准考证|考号|房产证|会员|合同|发票|保单|流水|"
                r"序列|设备|机身|批次|取件|"
                rf"券码|凭证|档案|快递|户号|表号)[{HAN}]{{0,4}}\s?[:=是为]?\s{{0,2}}(?P<it>(?=[A-Z\-]{{0,8}}[0-9])"
                rf"[A-Z0-9](?:[\-]?[A-Z0-9]){{3,31}})",
            ),
        ),
        han=True,
    ),
    # Papers that are told by their letters
    Gated(
        (
            shape(Category.ID_NUMBER, START + r"[EGDPS][A-Z]? ?[0-9]{7,8}" + END),  # passports and travel permits
            shape(Category.ID_NUMBER, START + r"[A-Z]{1,2}[0-9]{6} ?\(?[0-9A]\)?(?![0-9A-Za-z_])", case=True),  # Hong Kong
            shape(
                Category.ID_NUMBER,
                START + r"(?=[0-9]{0,17}[A-Z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}" + END,
                case=True,
                score=0.7,
            ),  # credit code
        ),
        digits=7,
    ),
    # Messengers and shops
    Gated(
        (
            shape(
                Category.ACCOUNT,
                _MESSENGER + _SAYS + r"(?P<it>@?[A-Za-z0-9_][A-Za-z0-9_.\-]{2,39}(?<![.\-]))",
                digits=False,
                check=_messenger,
            ),
        ),
        stems=(
            "\u4fe1",
            "泡泡",
            "支付宝",
            "抖音",
            "快手",
            "小红书",
            "微博",
            "b站",
            "哔",
            "钉钉",
            "飞书",
            "陌陌",
            "探探",
            "知乎",
            "豆瓣",
            "淘宝",
            "闲鱼",
            "旺旺",
            "领英",
            "脸书",
            "推特",
            "chat",
            "weixin",
            "vx",
            "wx",
            "alipay",
            "weibo",
            "douyin",
            "加",
            "+",
        ),
    ),
    Gated(
        (
            shape(
                Category.ACCOUNT,
                r"(?:qq|(?<![A-Za-z])q(?=我|[:号])我?|扣扣|企鹅|群)"
                r"(?:群|空间|邮箱)?(?:号码?|id)?\s?(?:是|为|[:=])?\s{0,2}(?P<it>[1-9][0-9]{1,3}(?:[ \-]?[0-9]{1,4}){1,4}|"
                r"[1-9][0-9]{4,11})"
                "(?![0-9])",
            ),
        ),
        stems=("q", "扣扣", "企鹅", "群"),
        digits=5,
    ),
)
"""Read beside the shapes of other countries' numbers."""

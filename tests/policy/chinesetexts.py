"""Generated Chinese texts, each with one thing in it that must be masked whole: made for the tests, by seed, of no real person."""

# ruff: noqa: E501  the frames of a kind stand in one line

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.policy.generated import Sample

FULL = str.maketrans({code - 0xFEE0: code for code in range(0xFF01, 0xFF5F)})
SAID = str.maketrans("0123456789", "零一二三四五六七八九")
SAID_PHONE = str.maketrans("0123456789", "零幺二三四五六七八九")
PROVINCES = [
    "浙江省",
    "广东省",
    "四川省",
    "河北省",
    "江苏省",
    "湖南省",
    "云南省",
    "山东省",
    "广西壮族自治区",
    "内蒙古自治区",
    "上海市",
    "重庆市",
]
CITIES = [
    "杭州市",
    "深圳市",
    "成都市",
    "石家庄市",
    "苏州市",
    "长沙市",
    "昆明市",
    "青岛市",
    "柳州市",
    "赤峰市",
    "临沧市",
    "延边朝鲜族自治州",
]
DISTRICTS = [
    "西湖区",
    "南山区",
    "高新区",
    "武侯区",
    "吴中区",
    "岳麓区",
    "盘龙区",
    "黄岛区",
    "鱼峰区",
    "红山区",
    "桐庐县",
    "义乌市",
    "浦东新区",
]
TOWNS = ["古荡街道", "粤海街道", "横渡镇", "莲塘乡", "翠微镇", "桂林街道", "三墩镇"]
ROADS = [
    "文三路",
    "学院路",
    "人民南路",
    "解放东路",
    "科技园南区高新南一道",
    "建国门外大街",
    "春熙路",
    "中山北路三段",
    "和平里北街",
    "金桥路",
    "莫干山路",
    "青年巷",
]
ESTATES = [
    "阳光花园",
    "翠苑小区",
    "万科金色家园",
    "碧桂园",
    "书香公寓",
    "锦绣江南",
    "天目大厦",
    "环球中心",
    "幸福里",
    "枫林苑",
    "保利香槟国际",
    "石榴小区",
]
VILLAGES = ["李家村", "上塘村", "大王庄", "石桥村", "杨柳青村", "下沙村"]
PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
HANDLES = ["mei", "xiaoyu", "lao_zhang", "sunny", "chenwei", "lin.q", "tt", "abao", "kk-88", "wx_lan", "yiyi"]


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def grouped(number: str, sizes: tuple[int, ...], gap: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return gap.join([*parts, number[at:]] if number[at:] else parts)


def identity(rng: Random) -> str:
    born = f"{rng.randint(1935, 2019)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"{rng.randint(11, 65)}{digits(rng, 4)}{born}{digits(rng, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    right = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    number = body + (right if rng.random() < 0.5 else rng.choice("0123456789Xx"))
    plain = number if rng.random() < 0.8 else number.lower()
    return rng.choice(
        [
            plain,
            plain,
            grouped(plain, (6, 8), " "),
            grouped(plain, (6, 4, 4), " "),
            grouped(plain, (6, 8), "-"),
            grouped(plain, (3, 3, 4, 4), " "),
            grouped(plain, (4, 4, 4, 4), " "),
            plain.translate(FULL),
            body.translate(SAID) + number[-1].translate(SAID),
            grouped(body.translate(SAID_PHONE), (6, 4, 4), "，") + number[-1].translate(SAID_PHONE),
        ]
    )


def old_identity(rng: Random) -> str:
    number = f"{rng.randint(11, 65)}{digits(rng, 4)}{rng.randint(30, 85)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{digits(rng, 3)}"
    return rng.choice([number, number, grouped(number, (6, 6), " "), grouped(number, (6, 6), "-"), number.translate(FULL)])


def mobile(rng: Random) -> str:
    number = f"1{rng.choice('3456789')}{digits(rng, 9)}"
    shown = rng.choice([number, number, grouped(number, (3, 4), " "), grouped(number, (3, 4), "-"), grouped(number, (3, 4), ".")])
    return rng.choice(
        [
            shown,
            shown,
            rng.choice(["+86 ", "+86", "0086", "86-", "(+86)", "+86-", "（+86）"]) + shown,
            number.translate(FULL),
            number.translate(SAID_PHONE),
            grouped(number.translate(SAID_PHONE), (3, 4), rng.choice([" ", "，", "、", "-"])),
            grouped(number, (4, 3), " "),
            " ".join(number),
        ]
    )


def landline(rng: Random) -> str:
    area = rng.choice(["010", "021", "0571", "0755", "028", "0311", "0532", "0874"])
    number = f"{rng.choice('2345678')}{digits(rng, rng.choice([6, 7]))}"
    plain = rng.choice([f"{area}-{number}", f"({area}){number}", f"（{area}）{number}", f"{area} {number}", f"{area}{number}"])
    inside = rng.choice([f"{area}-{number}转{rng.randint(1, 9999)}", f"{area}-{number}-{rng.randint(100, 8999)}"])
    split = f"{area}-{grouped(number, (4,), rng.choice([' ', '-']))}"
    service = rng.choice([f"400-{digits(rng, 3)}-{digits(rng, 4)}", f"400{digits(rng, 7)}", f"400 {digits(rng, 4)} {digits(rng, 3)}"])
    return rng.choice([plain, plain, plain, split, inside, service, f"+86 {area[1:]} {number}", f"86-{area[1:]}-{number}"])


def mail(rng: Random) -> str:
    host = rng.choice(
        ["qq.com", "163.com", "126.com", "sina.com.cn", "example.cn", "vip.example.com", "mail.example.edu.cn", "foxmail.com"]
    )
    name = rng.choice(
        [rng.choice(HANDLES) + digits(rng, rng.randint(0, 4)), digits(rng, 9), f"{rng.choice(HANDLES)}.{rng.choice(HANDLES)}"]
    )
    plain = f"{name}@{host}"
    return rng.choice(
        [plain, plain, plain, plain.translate(FULL), plain.replace("@", "＠"), plain.replace("@", " @ "), plain.replace("@", "#")]
    )


def plate(rng: Random) -> str:
    head, rest = (
        rng.choice(PLATES) + rng.choice(LETTERS),
        "".join(rng.choice(LETTERS + "0123456789" * 4) for _ in range(4)) + digits(rng, 1),
    )
    green = rng.choice(["DF"[rng.randint(0, 1)] + digits(rng, 5), digits(rng, 5) + rng.choice("DF")])
    gap = rng.choice(["", "", "·", " ", "-", "•"])
    plain = head + gap + rng.choice([rest, rest, green])
    special = head + gap + digits(rng, 4) + rng.choice("警学挂领")
    return rng.choice(
        [plain, plain, plain, special, plain.lower(), plain.translate(FULL), f"{head[0]} {head[1]} {rest}", f"粤Z{gap}{digits(rng, 4)}港"]
    )


def number_of(rng: Random, most: int) -> str:
    number = rng.randint(1, most)
    if rng.random() < 0.25:
        return said_number(number)
    return str(number) if rng.random() < 0.85 else str(number).translate(FULL)


def said_number(number: int) -> str:
    if number >= 100:
        return str(number).translate(SAID)
    tens, ones = divmod(number, 10)
    names = "零一二三四五六七八九"
    return (("十" if tens == 1 else names[tens] + "十") if tens else "") + (names[ones] if ones or not tens else "")


def room(rng: Random) -> str:
    block = f"{number_of(rng, 40)}{rng.choice(['号楼', '栋', '幢', '座'])}" if rng.random() < 0.9 else f"{rng.choice('ABCD')}座"
    unit = f"{number_of(rng, 6)}单元" if rng.random() < 0.6 else ""
    flat = rng.choice(
        [
            f"{rng.randint(1, 33)}0{rng.randint(1, 8)}{rng.choice(['室', '', '号', '房'])}",
            f"{number_of(rng, 33)}楼{rng.randint(1, 9)}0{rng.randint(1, 9)}",
        ]
    )
    return f"{block}{unit}{flat}"


def address(rng: Random) -> str:
    area = rng.choice([rng.choice(PROVINCES) + rng.choice(CITIES), rng.choice(CITIES), ""]) + rng.choice(
        [rng.choice(DISTRICTS), rng.choice(DISTRICTS), ""]
    )
    town = rng.choice([rng.choice(TOWNS), "", ""])
    road = f"{rng.choice(ROADS)}{number_of(rng, 1200)}{rng.choice(['号', '号', '弄', '号院'])}"
    village = f"{rng.choice(VILLAGES)}{rng.choice([f'{number_of(rng, 20)}组', '', f'{number_of(rng, 300)}号', f'{number_of(rng, 9)}队{number_of(rng, 200)}号'])}"
    estate = rng.choice(ESTATES)
    return rng.choice(
        [
            f"{area}{town}{road}",
            f"{area}{road}{estate}{room(rng)}",
            f"{area}{town}{road}{room(rng)}",
            f"{area}{estate}{room(rng)}",
            f"{area or rng.choice(DISTRICTS)}{town}{village}",
            f"{road}{estate}",
            f"{estate}{room(rng)}",
            " ".join(part for part in (area, town, road + room(rng)) if part),
        ]
    )


def card(rng: Random) -> str:
    number = rng.choice(["6222", "6217", "6228", "4392", "5187", "6013"]) + digits(rng, rng.choice([12, 12, 15]))
    gap = rng.choice([" ", " ", "-"])
    return rng.choice([number, number, grouped(number, (4, 4, 4, 4), gap), number.translate(FULL), grouped(number, (6,), " ")])


def handle(rng: Random) -> str:
    return rng.choice(
        [
            rng.choice(HANDLES) + digits(rng, rng.randint(2, 6)),
            rng.choice(HANDLES) + "_" + rng.choice(HANDLES),
            f"{rng.choice(HANDLES)}-{digits(rng, 3)}",
            rng.choice(HANDLES) + "loves" + rng.choice(HANDLES),
        ]
    )


def qq(rng: Random) -> str:
    number = str(rng.randint(1, 9)) + digits(rng, rng.randint(4, 9))
    return rng.choice([number, number, number.translate(FULL), grouped(number, (3, 3), " ")])


def licence(rng: Random) -> str:
    court = f"({rng.randint(2012, 2025)}){rng.choice(['浙', '京', '粤', '沪'])}{digits(rng, 4)}{rng.choice(['民初', '刑终', '执', '行初'])}{rng.randint(1, 9999)}号"
    land = f"{rng.choice(['浙', '苏', '粤'])}({rng.randint(2016, 2025)}){rng.choice(CITIES)}不动产权第{digits(rng, 7)}号"
    return rng.choice(
        [
            digits(rng, 12),
            digits(rng, 17),
            digits(rng, 18),
            "91" + digits(rng, 6) + "MA" + "".join(rng.choice(LETTERS + "0123456789") for _ in range(7)) + "X",
            court,
            land,
        ]
    )


def travel(rng: Random) -> str:
    return rng.choice(
        [
            rng.choice("EG") + digits(rng, 8),
            "E" + rng.choice("ABCDEFGHJ") + digits(rng, 7),
            rng.choice("EG").lower() + digits(rng, 8),
            rng.choice("EG") + " " + digits(rng, 8),
            (rng.choice("EG") + digits(rng, 8)).translate(FULL),
            rng.choice("CHM") + digits(rng, 8),
            rng.choice("ABCDKPZ") + digits(rng, 6) + rng.choice(["({})", "（{}）"]).format(digits(rng, 1)),
            rng.choice("ABCDF") + rng.choice("12") + digits(rng, 8),
        ]
    )


def order(rng: Random) -> str:
    return rng.choice(
        [
            "SF" + digits(rng, 13),
            "YT" + digits(rng, 13),
            digits(rng, 15),
            "JD" + digits(rng, 12),
            "20250" + digits(rng, 13),
            digits(rng, 8),
            "E" + digits(rng, 12),
        ]
    )


KINDS: dict[str, tuple[Callable[[Random], str], tuple[str, ...]]] = {
    "identity": (
        identity, ("身份证{}", "我的身份证号是{}，帮我填一下", "证件号码：{}", "身份证号码 {}", "{}这是我妈的身份证", "她报了身份证，{}，没错吧", "{}", "实名要用{}", "姓名：陈伟 身份证：{} 电话待补", "买票的话用{}就行", "号码我念一下，{}"),
    ),
    "old identity": (old_identity, ("老身份证{}", "一代证的号是{}", "身份证号（15位）：{}", "爷爷的证件号{}", "户口本上写的是{}。")),
    "mobile": (
        mobile, ("我的手机号是{}", "打{}找我", "电话：{}", "{}", "有事联系{}，微信同号", "快递留{}吧", "她换号了{}以后打这个", "王阿姨电话{}你记一下", "收件人张三{}", "{}（李经理）", "call我{}", "这个号{}一直占线"),
    ),
    "landline": (landline, ("座机{}", "办公室电话是{}", "打{}", "{}，没人接就再打", "前台：{}", "传真{}", "医院的号{}问一下", "客服{}", "固话：{}谢谢")),
    "mail": (mail, ("邮箱{}", "发到{}吧", "我的邮箱是{}，收到回一下", "{}", "抄送{}谢谢", "简历投{}", "email:{}", "请写信给{}。")),
    "plate": (plate, ("车牌{}", "我的车是{}", "{}停在楼下", "麻烦挪一下{}的车", "网约车{}，白色", "车牌号：{}", "刚看到{}过去了", "是辆黑色的{}，在B2", "{}违停了")),
    "address": (
        address, ("我家在{}", "地址：{}", "寄到{}就行", "住{}，你到了打电话", "{}", "收货地址是{}，谢谢", "搬到{}了", "导航到{}", "快递放{}门口", "他家住在{}", "约在{}见", "送货到{}。", "公司搬去了{}", "现住址{}", "来{}接我"),
    ),
    "card": (card, ("卡号{}", "打到{}，工行的", "银行卡：{}", "{}", "转账给{}户名陈伟", "我的卡是{}", "建行{}", "储蓄卡号{}别弄错", "开户行工商银行，账号{}")),
    "wechat": (
        handle, ("微信号{}", "加我微信{}", "微信：{}", "我的微信是{}", "vx：{}", "微信id {}", "wx:{}", "微信号是{}，备注名字", "v信{}", "加V {}", "薇信 {}", "WeChat: {}", "抖音号{}", "小红书号：{}", "支付宝账号{}", "微博@{}"),
    ),
    "qq": (qq, ("QQ{}", "我QQ是{}", "qq：{}", "QQ号{}", "加qq {}", "扣扣{}", "QQ群{}", "群号：{}", "企鹅号{}")),
    "licence": (
        licence, ("驾驶证号{}", "档案编号：{}", "证号{}", "执业证号是{}", "统一社会信用代码{}", "营业执照号：{}", "案号{}", "社保号{}", "编号{}", "驾照{}", "证书编号：{}", "房产证{}", "行驶证上是{}"),
    ),
    "travel": (travel, ("护照{}", "护照号是{}", "护照号码：{}", "通行证{}", "证件{}", "我的护照{}快过期了", "港澳通行证号{}", "{}", "身份证件号码{}。")),
    "order": (order, ("快递单号{}", "单号：{}", "订单{}", "订单号是{}", "运单{}到了", "快递{}查一下", "发票号{}", "工号{}", "学号：{}", "病历号{}", "准考证号{}")),
}  # fmt: skip
BEFORE = ("", "", "", "好的，", "你好！", "对了 ", "嗯嗯。", "@所有人 ", "急：", "今天下午三点开会。", "ok ", "1. ", "【通知】")
AFTER = ("", "", "", "。", "！", "谢谢", "，麻烦了", " ok?", "\n明天见", "~", "哈哈", "（别外传）", "吧", "的")


def sample(rng: Random) -> Sample:
    """Return one text of a kind chosen at random."""
    kind = rng.choice(list(KINDS))
    make, frames = KINDS[kind]
    value, frame = make(rng), rng.choice(frames)
    before, after = rng.choice(BEFORE), rng.choice(AFTER)
    if kind == "wechat" and after[:1].isascii() and after[:1] not in {"", " ", "\n"}:
        after = ""
    return Sample(kind, before + frame.format(value) + after, value)

"""Chinese names: a surname and one or two characters that are no word, nicknames such as 老王 and 小李, titles, places, organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keepmum.policy.category import Category
from keepmum.policy.detectors.words import words

_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂"
    "佟臧闵苟邬卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘闻厉仝区郜"
)
_STRONG = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜叶程苏魏吕姚卢姜崔钟谭汪范廖贾邹孟熊秦邱尹薛闫侯陶黎贺郝龚邵钱覃戴莫樊葛邢庞倪聂翟詹耿俞"
)
_COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|宇文|长孙|端木|南宫|轩辕|独孤|百里|西门|申屠|太史|澹台|公冶|闻人|赫连"
)
_HAN = "\u4e00-\u9fff"

# Characters that do not stand in a given name: a "name" that holds one is a piece of a sentence.
_NOT_GIVEN = frozenset(
    "的了是在有和就不也都要会能可以到去来说看给让把被对从向跟与或但而且吗呢吧啊呀哦嗯嘛啦哈么这那哪谁什怎您你我他她它们个些只位次件条张本块元钱年月日号点分秒时候上下前后里外中间过着没还很太真最更再又才刚已将该"
    "做吃喝买卖打找问叫请想用开关坐走跑住等帮带拿放送回进出起算让使每各某几多少两三四五六七八九十百千万亿第之其所者则"
)
_ENDS = frozenset(
    "的了是在有和就不也都要会能可到去来说看给让把被对从向跟与或但吗呢吧啊呀哦嗯嘛啦么这那什怎您你我他她它们还很太再又才刚已将没"
)
_VERB_AFTER = re.compile(
    r"说|问|打|来|去|在|是|的|和|跟|给|要|想|会|也|都|已|刚|叫|让|把|请|发|约|到|住|今|明|昨|生|病|结|今年|吗|"
    r"呢|吧|啊|[,，。.!！?？、:：;；\s\"”」)）]|$|老师|先生|女士|医生|同学|阿姨|叔叔|经理|总"
)
_MEASURES = frozenset("张段章项节成单周方石位层车")  # 一张票, 下周
_COUNT_BEFORE = re.compile(r"[一二两三四五六七八九十百千几这那每多半数第整各下上本0-9]")
_CUE_BEFORE = re.compile(
    r"(?:叫|是|找|给|跟|和|与|问|约|见|请|帮|陪|告诉|联系|姓名|名字|我|同事|朋友|同学|老师|医生|经理|主任|"
    r"先生|女士|妈|爸|哥|姐|弟|妹|叔|姨|^|[,，。.!！?？、:：;；\s\"“「(（@])$"
)
_TITLE = (
    "先生|女士|小姐|太太|夫人|老师|教授|医生|大夫|护士|律师|经理|总监|总|董|主任|主席|院长|校长|处长|科长|"
    "局长|部长|厅长|市长|书记|秘书|会计|工程师|工|师傅|教练|导演|警官|法官|队长|班长|组长|"
    "同学|阿姨|叔叔|伯伯|伯母|爷爷|奶奶|大爷|大妈|大叔|大姐|大哥|哥|姐|弟|妹|婶|嫂|姨|叔|伯|妈|爸|老板|博士|院士|站长|店长|总裁"
)
_TITLED = re.compile(rf"(?P<it>(?:{_COMPOUND}|[{_SINGLE}])[{_HAN}]{{0,2}}?)(?:{_TITLE})")
_COMPOUND_NAME = re.compile(rf"(?:{_COMPOUND})[{_HAN}]{{1,2}}")
_NICK = re.compile(rf"(?P<it>[老小阿](?P<one>[{_HAN}]))")
_NICK_TWO = re.compile(rf"[小阿](?P<two>[{_HAN}]{{2}})")
_MONIKER = frozenset(
    "明红华强军丽芳娟敏静燕玲梅兰英杰伟勇涛磊斌峰鹏超波辉飞龙虎刚平莉萍艳慧倩婷雪琳琴霞宝芬珍桂花雯欣萱涵婉蓉薇蕾莹璐瑶瑾璇珊琪琼瑜玥玮颖妍妮娜娅婧媛嫣馨淼沁沐浩瀚轩昊昕晗晨曦暄旭晖彤彬斌诚睿铭锋鑫钰铮骏骁翔宏宸凯恺恒悦怡恬懿楠柏桐"
    "梓棋槿榕霖霏靖麒芸芮芷苒茜茹荷菲菁萌葵蓓蕊倩俊佳嘉哲峻岚"
)
_AMONG_LATIN = re.compile(
    rf"(?:\b(?:ask|asked|tell|told|call|called|met|meet|with|and|from|to|for|is|see|saw|dear|hi|thank|thanks|love) )(?P<it>[{_HAN}]{{2,3}})"
    r"(?=[ ,.!?']|$)",
    re.IGNORECASE,
)
_NICK_BEFORE = re.compile("[和跟与叫问约陪替让请]")  # 我和小萌
_FOREIGN = re.compile(rf"[{_HAN}]{{2,6}}\u00b7[{_HAN}]{{2,6}}(?:\u00b7[{_HAN}]{{2,6}})?")
_INTRODUCED = re.compile(
    r"(?:我叫|名叫|叫做|姓名[:是为]?|本人|联系人[:是为]?|收件人[:是为]?|收货人[:是为]?|患者[:是为]?|"
    rf"户主[:是为]?|申请人[:是为]?|昵称[:是为]?|名字[是叫]|网名[是叫]?) ?(?P<it>[{_HAN}]{{2,"
    rf"4}}?)(?=[{_HAN}]{{0,1}}?[,，。.!！?？、:：;；\s]|$|今|住|男|女|电|手|身|的|是|在)"
)

_UNIT = re.compile(
    rf"[{_HAN}A-Za-z0-9]{{2,14}}(?P<end>有限责任公司|股份有限公司|有限公司|集团|公司|工厂|银行|支行|医院|"
    r"卫生院|诊所|学校|大学|学院|中学|小学|高中|初中|幼儿园|法院|检察院|派出所|公安局|事务所|研究院|研究所|"
    r"出版社|酒店|宾馆|饭店|餐厅|餐馆|超市|商场|协会|基金会|委员会|教会|寺)"
)
_LIMITED = re.compile(r"(?:股份|责任)?有限(?:责任)?\Z")
_AREA = re.compile(
    rf"[{_HAN}]{{2,5}}?(?P<end>省|自治区|市|县|镇|乡|村|区|州|街道|路|街|巷|弄堂|大道|胡同|新村|家园|机场|火车站|高铁站|地铁站|"
    r"汽车站|小区|花园|公园|广场|大厦|山|湖|岛|河)"
)
_LEAD = re.compile(
    r".*[我你您他她它们在住去到从的了是跟有就也都给把来回说问那这叫让请等往向于离为每某个家本该各全几两一刚想要会能将被对又再还很或与及之后前里上下中想过着坐打找买卖开进出看到过得当做用先没不]"
)
_GENERAL = frozenset(
    "这那本该各全我你他她贵某几一两哪每大小新老好坏上下前后左右东西南北中外市省县区乡村城镇国家人民公立私立附近旁边当地某个医学工作办公商业住宅工业开发经济文化教育体育科技生活社会金融高档星级连锁大型"
)
_CITY = re.compile(
    "北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|武汉|成都|西安|长沙|郑州|青岛|济南|大连|沈阳|哈尔滨|长春|"
    "厦门|福州|宁波|无锡|合肥|南昌|昆明|贵阳|南宁|海口|三亚|太原|石家庄|兰州|西宁|银川|乌鲁木齐|呼和浩特|"
    "拉萨|"
    "香港|澳门|台北|高雄|东莞|佛山|珠海|中山|惠州|温州|绍兴|嘉兴|金华|台州|徐州|常州|南通|扬州|烟台|潍坊|洛阳|桂林|丽江|大理|"
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    "甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|"
    "浦东|朝阳区|海淀|美国|英国|法国|德国|日本|韩国|加拿大|澳大利亚|新西兰|新加坡|泰国|越南|马来西亚|印度|"
    "俄罗斯|意大利|西班牙|瑞士|瑞典|荷兰|伦敦|纽约|巴黎|东京|首尔|柏林|悉尼|墨尔本|温哥华|多伦多|旧金山|"
    "洛杉矶"
)


def chinese_names(text: str) -> Iterator[tuple[int, int, Category, float]]:
    """Yield (start, end, category, score) for what is written like a Chinese name, place or organisation.

    Args:
        text: A folded text.
    """
    if text.isascii():
        return
    for match in _INTRODUCED.finditer(text):
        yield *match.span("it"), Category.PERSON, 0.9
    for match in _COMPOUND_NAME.finditer(text):
        end = match.end() - (match[0][-1] in _ENDS)
        if end - match.start() > 2:
            yield match.start(), end, Category.PERSON, 0.8
    for match in _TITLED.finditer(text):
        name = match["it"]
        if name[0] in _MEASURES and _COUNT_BEFORE.match(text[max(0, match.start() - 1) : match.start()]):
            continue
        if match[0][:2] not in words("harmless_zh") and not set(name[1:]) & _NOT_GIVEN:
            yield *match.span("it"), Category.PERSON, 0.8
    for match in _AMONG_LATIN.finditer(text):
        if match["it"] not in words("harmless_zh") and match["it"][:2] not in words("harmless_zh") and not set(match["it"]) & _NOT_GIVEN:
            yield *match.span("it"), Category.PERSON, 0.5
    yield from _surnames(text)
    yield from _nicknames(text)
    for match in _FOREIGN.finditer(text):
        if set(match[0]) & _ENDS - set("和到"):
            continue
        yield match.start(), match.end(), Category.PERSON, 0.6
    yield from _places(text)


def _surnames(text: str) -> Iterator[tuple[int, int, Category, float]]:
    """Yield a surname with one or two characters where neither a word nor a sentence explains them."""
    harmless = words("harmless_zh")
    for at, char in enumerate(text):
        if char not in _SURNAMES:
            continue
        if text[at : at + 2] in harmless or text[at : at + 3] in harmless or text[max(0, at - 1) : at + 1] in harmless:
            continue
        if text[at + 1 : at + 3] in harmless or text[at - 1 : at] in {"老", "小", "阿"}:
            continue
        if char in _MEASURES and _COUNT_BEFORE.match(text[at - 1 : at]):
            continue
        cued = bool(_CUE_BEFORE.search(text[max(0, at - 3) : at]))
        if not cued and char not in _STRONG:
            continue
        given = ""
        for follow in text[at + 1 : at + 3]:
            if not "\u4e00" <= follow <= "\u9fff" or follow in _NOT_GIVEN:
                break
            given += follow
        if not given:
            continue
        if len(given) == 2 and not _VERB_AFTER.match(text, at + 3) and _VERB_AFTER.match(text, at + 2):
            given = given[0]
        end = at + 1 + len(given)
        sure = bool(_VERB_AFTER.match(text, end))
        if char in _STRONG and (cued or sure or len(given) == 2):
            yield at, end, Category.PERSON, 0.7 if cued and sure else 0.5
        elif cued and sure:
            yield at, end, Category.PERSON, 0.5


def _nicknames(text: str) -> Iterator[tuple[int, int, Category, float]]:
    """Yield 老王, 小李, 阿明, 小明, 小明明."""
    harmless = words("harmless_zh")
    for match in _NICK.finditer(text):
        pair = match["it"]
        if pair in harmless or text[match.start() : match.start() + 3] in harmless:
            continue
        one = match["one"]
        cued = pair[0] == "小" and one not in _NOT_GIVEN and _NICK_BEFORE.match(text[match.start() - 1 : match.start()])
        if one in _SURNAMES or one in _MONIKER or (pair[0] == "阿" and one not in _NOT_GIVEN) or cued:
            yield *match.span("it"), Category.PERSON, 0.6
    for match in _NICK_TWO.finditer(text):
        two = match["two"]
        if two[0] == two[1] and two not in harmless and match[0][:2] not in harmless and two[0] not in _NOT_GIVEN:
            yield match.start(), match.end(), Category.PERSON, 0.5


def _places(text: str) -> Iterator[tuple[int, int, Category, float]]:
    """Yield organisations and places by the character that ends them, and cities and countries by name."""
    harmless = words("harmless_zh")
    for pattern, category in ((_UNIT, Category.ORGANISATION), (_AREA, Category.PLACE)):
        for match in pattern.finditer(text):
            ending = match["end"]
            body = text[match.start() : match.start("end")]
            if (limited := _LIMITED.search(body)) and limited.start() > 1:  # 公司 of 有限公司: 有 begins no other word here
                body, ending = body[: limited.start()], limited[0] + ending
            lead = _LEAD.match(body)
            start = match.start() + (lead.end() if lead else 0)
            name = text[start : match.start() + len(body)]
            if len(name) < (1 if category is Category.PLACE and len(ending) == 1 else 2) or not set(name) - _GENERAL:
                continue
            if (
                name + ending in harmless
                or name[-1] + ending in harmless
                or (category is Category.PLACE and len(name) < 2 and ending not in "省市县")
            ):
                continue
            yield start, match.end(), category, 0.5
    for match in _CITY.finditer(text):
        yield match.start(), match.end(), Category.PLACE, 0.7


_SURNAMES = frozenset(_SINGLE)

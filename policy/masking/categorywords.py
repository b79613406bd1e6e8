"""What models make of the word in a token when they translate it: "[PERSONNE_1]", "【人物_1】".

The lists are for repairing a reply only. A word may mean several categories; a token is repaired where its number fits one of ours.
"""

from __future__ import annotations

from functools import cache

from keepmum.policy.category import Category

_WORDS: dict[Category, str] = {
    Category.PERSON: "persons people name names personne personnes person's persona personas pessoa personen persoon naam nom nombre nome "
    "человек лицо 人 人物 人员 个人 姓名 名字 某人 人名 人物名 個人 人員 사람 인물",
    Category.PLACE: "places location lieu lugar luogo ort plaats endroit место 地点 地方 位置 场所 地名 場所 地點 장소",
    Category.ADDRESS: "addresses adresse dirección direccion indirizzo endereço endereco adres anschrift адрес 地址 住址 住所 주소",
    Category.ORGANISATION: "organization organizations organisations organisationen company organización organizacion organizzazione "
    "organização organizacao organisatie firma entreprise empresa организация компания 组织 机构 公司 单位 組織 会社 機構 조직 회사",
    Category.EMAIL: "emails e-mail mail courriel correo email_address correio почта 邮箱 邮件 电子邮件 电子邮箱 メール 郵箱 이메일",
    Category.PHONE: "phones telephone tel phone_number number téléphone telephone_number teléfono telefono telefone telefon telefoon "
    "телефон 电话 电话号码 手机 手机号 号码 電話 電話番号 전화",
    Category.URL: "urls link website lien enlace сайт ссылка 网址 链接 网站 連結",
    Category.IP: "ip_address ip地址",
    Category.CARD: "cards card_number carte tarjeta karte carta cartão kaart карта 卡 卡号 银行卡 カード 카드",
    Category.IBAN: "ibans",
    Category.ID_NUMBER: "id ids number identity identifiant identificación ausweis документ 身份证 身份证号 证件 证件号 证件号码 编号 番号",
    Category.ACCOUNT: "accounts account_number number compte cuenta konto conto conta rekening счёт счет 账户 账号 帐号 帐户 口座 계좌",
    Category.PLATE: "plates license_plate number_plate plaque matrícula kennzeichen targa номер 车牌 车牌号",
    Category.DATE: "dates datum fecha data дата 日期 日子 日付 날짜",
    Category.TIME: "times heure hora uhrzeit zeit ora tijd время 时间 時間 시간",
    Category.AMOUNT: "amounts sum montant somme importe cantidad betrag importo valor bedrag сумма 金额 数额 款项 金額 금액",
    Category.AGE: "ages âge edad alter età eta idade leeftijd возраст 年龄 岁数 年齢 나이",
    Category.GROUP: "groups groupe grupo gruppe gruppo groep группа 群体 团体 グループ 그룹",
    Category.HEALTH: "illness santé sante salud gesundheit salute saúde gezondheid здоровье 健康 病情 疾病 건강",
    Category.SECRET: "secrets secreto geheimnis segreto segredo geheim секрет 秘密 机密 密码 비밀",
    Category.OTHER: "others autre otro andere altro outro другое 其他 其它 その他 기타",
}


@cache
def categories_of() -> dict[str, tuple[Category, ...]]:
    """Return the categories that each word may mean, small letters; the categories' own names are among the words."""
    meanings: dict[str, list[Category]] = {category.value: [category] for category in Category}
    for category, words in _WORDS.items():
        for word in words.split():
            known = meanings.setdefault(word, [])
            if category not in known:
                known.append(category)
    return {word: tuple(known) for word, known in meanings.items()}

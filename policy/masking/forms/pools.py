"""The words that surrogates are made of. Written for this project; none of them is anybody's."""

from __future__ import annotations


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


GIVEN = _list(
    "Alex Avery Bailey Blair Casey Charlie Devon Emery Finley Frankie Harley "
    "Hayden Jamie Jesse Jordan Jules Kendall Logan Marley Micah Morgan Peyton Quinn Reese Remy Riley "
    "Rory Rowan Sam Sasha Shay Skyler Taylor Toby"
)
"""Given names of either gender."""

FAMILY = _list(
    "Abbott Ainsley Barlow Bexley Calloway Dalton Denby Eastman Fairley Farrow Garnett Halloran Hartley "
    "Holloway Ingram Jarrow Keswick Langley Lockhart Marlow Merrow Norcott Oakley Padgett Penrose Quincey Radley "
    "Redfern Sallow Selwyn Stafford Tarrant Thornley Tilney Upton Vickery Wakeley Walden Westcott Whitlow Winslow Wyndham "
    "Yardley"
)
"""Family names."""

PINYIN_FAMILY = _list("Lin Xu Shen Han Feng Deng Cao Peng Zeng Xiao Tian Dong Yuan Cai Jiang Yu Du")
"""Chinese family names in Latin letters."""

PINYIN_GIVEN = _list("Ning Qing Heping Yiyan Qinghe Zimo Zhiyuan Ruoshui Mingxia Chenxing Wenyue Kexin")
"""Chinese given names of either gender in Latin letters."""

TOWNS = _list("Ashbourne Barrowfield Cresswick Dunmoor Eastleigh Fernhill Glenbrook Harrowgate Kingsford Larchmont Millbrook Norwood")
"""Towns."""

ROADS = _list("Maple Cedar Willow Orchard Juniper Birch Hawthorn Laurel Alder Poplar Chestnut Linden")
"""Names of streets."""

FIRMS = _list("Alder Beacon Cobalt Driftwood Ember Fathom Granite Harbour Ivory Juniper Kestrel Lantern Meridian Northwind Orchard")
"""Words of names of firms."""

CHINESE_SURNAMES = frozenset(
    _list(
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng feng "
        "han cao zeng peng xiao cai pan tian dong yuan yu ye jiang du su wei cheng lu ding ren yao shen zhong cui tan fan jin shi "
        "liao jia xia fu fang zou xiong bai meng qin qiu hou kong long duan lei qian yin wan gu lai hao shao mao"
    )
)
"""What says that a name in Latin letters is Chinese, small letters."""

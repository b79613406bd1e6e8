"""A dictionary of a few lines in the format of CC-CEDICT, written for the tests."""

LINES = """# CC-CEDICT
#! entries=12
面試 面试 [mian4 shi4] /to be interviewed/to interview/interview/CL:次[ci4]/
餅乾 饼干 [bing3 gan1] /biscuit/cracker/cookie/CL:片[pian4],塊|块[kuai4]/
貓 猫 [mao1] /cat (CL:隻|只[zhi1])/(dialect) to hide oneself/(loanword) modem/
保險 保险 [bao3 xian3] /insurance/to insure; safe/reliable/
保險櫃 保险柜 [bao3 xian3 gui4] /a safe/CL:個|个[ge4]/
鑰匙 钥匙 [yao4 shi5] /key/CL:把[ba3]/
房貸 房贷 [fang2 dai4] /home loan/
利率 利率 [li4 lu:4] /interest rate/
陳 陈 [Chen2] /surname Chen/Chen, one of the Southern Dynasties/
打 打 [da3] /to beat/to strike/to hit/to break/to type/to mix up/
電話 电话 [dian4 hua4] /telephone/CL:部[bu4]/phone call/CL:通[tong1]/phone number/
這 这 [zhe4] /this/these/(commonly pr. [zhei4] before a classifier)/
this line is none
"""


def written(folder):
    """Write the file."""
    path = folder / "dictionary.u8"
    path.write_text(LINES, encoding="utf-8")
    return path

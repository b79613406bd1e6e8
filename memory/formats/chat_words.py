"""What WhatsApp itself writes into exports, by language: file marks, notes of editing and deletion, and system lines.

English and Chinese are meant to be whole; of other languages the most frequent ones are here. What is not known stays in
the text: too much is kept rather than too little.
"""

from __future__ import annotations

ATTACHED = ("attached", "adjunto", "anexado", "pièce jointe", "Anhang", "allegato", "附件", "附檔", "添付ファイル")
"""``<attached: name>``."""

FILE_ATTACHED = (
    *("file attached", "archivo adjunto", "arquivo anexado", "fichier joint", "Datei angehängt", "file allegato"),
    *("文件附件", "附件", "附加檔案", "已附加文件", "档案附件"),
)
"""``name (file attached)``."""

OMITTED = {
    "media": "media",
    "image": "image",
    "photo": "image",
    "video": "video",
    "video note": "video",
    "audio": "audio",
    "voice message": "audio",
    "sticker": "sticker",
    "gif": "gif",
    "document": "document",
    "contact card": "contact card",
    "view once message": "media",
    "图像": "image",
    "图片": "image",
    "照片": "image",
    "圖片": "image",
    "圖像": "image",
    "影像": "image",
    "视频": "video",
    "影片": "video",
    "音频": "audio",
    "音訊": "audio",
    "语音": "audio",
    "语音消息": "audio",
    "贴图": "sticker",
    "貼圖": "sticker",
    "表情": "sticker",
    "动图": "gif",
    "文档": "document",
    "文件": "document",
    "媒体": "media",
    "媒體": "media",
    "媒体文件": "media",
    "媒體檔案": "media",
    "多媒体": "media",
    "多媒體": "media",
    "影音内容": "media",
    "名片": "contact card",
}
"""``<media omitted>``, ``图像已省略``: the word, and the kind of file."""

OMITTED_CHINESE = ("省略", "忽略", "略過", "略去")
OMITTED_WHOLE = ("Multimedia omitido", "Arquivo de mídia oculto", "Mídia oculta", "Médias omis", "Medien ausgeschlossen", "Media omessi")

EDITED = (
    *("This message was edited", "此消息已编辑", "此消息已被编辑", "消息已编辑", "已编辑", "此訊息已編輯", "訊息已編輯"),
    *(
        "Se editó este mensaje.",
        "Se editó este mensaje",
        "Mensagem editada",
        "Diese Nachricht wurde bearbeitet",
        "Ce message a été modifié",
    ),
)
"""``<This message was edited>`` at the end of a text."""

DELETED = frozenset(
    (
        *("this message was deleted", "you deleted this message"),
        *("此消息已删除", "此消息已被删除", "这条消息已删除", "您删除了此消息", "你删除了这条消息", "您已删除此消息", "你已删除此消息"),
        *("此訊息已刪除", "此訊息已被刪除", "你已刪除此訊息", "您已刪除此訊息", "你刪除了此訊息"),
        *(
            "se eliminó este mensaje",
            "eliminaste este mensaje",
            "diese nachricht wurde gelöscht",
            "ce message a été supprimé",
            "mensagem apagada",
        ),
    )
)
"""All that is left of a deleted message: lower case, without the full stop."""

DELETED_BY = ("this message was deleted by", "此消息已被管理员")

SYSTEM = (
    *("end-to-end encrypt", "created group", "created this group", "changed the subject", "changed the group", "changed this group"),
    *("changed their phone number", "changed to +", "security code", "joined using", "was added", "were added"),
    *("turned on disappearing", "turned off disappearing", "pinned a message", "you added", "you removed", "you created", "you changed"),
    *("blocked this contact", "missed voice call", "missed video call", "started a call", "deleted this group"),
    *(
        "端到端加密",
        "端對端加密",
        "创建了群",
        "建立了群",
        "创建群组",
        "建立群組",
        "更改了群",
        "变更了",
        "變更了",
        "更改了主题",
        "更改了主題",
    ),
    *(
        "将群",
        "將群",
        "将主题",
        "將主題",
        "群组名称",
        "群組名稱",
        "安全码",
        "安全碼",
        "安全代码",
        "已加入",
        "加入了群",
        "退出了",
        "移除了",
        "添加了",
        "新增了",
    ),
)
"""What the app says about a chat, in lower case: looked for in the part of a line that would otherwise be a sender."""

APP_TEXTS = (
    *(
        "messages and calls are end-to-end encrypted",
        "messages to this group are now secured",
        "messages to this chat and calls are now secured",
    ),
    *("消息和通话已", "訊息和通話已", "消息与通话已", "訊息與通話已", "发送到此群组的消息"),  # "have been end-to-end encrypted"
)
"""How texts begin that iOS writes after the chat's own name, as if a person had said them."""
